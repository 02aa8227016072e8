/** The page: files in, verdict out. It holds no proof of its own, and its policy lets it reach nothing. */

import { type Answer, EvidenceRefused, type Trust, readTrust, verifyFile } from "../src/index.js";
import { identityIn } from "./code.js";
import { viewsOf } from "./views.js";
import { ENGLISH, JAPANESE, type Words } from "./words.js";

interface State {
  words: Words;
  trust: Trust | null;
  proof: Uint8Array | null;
  /** The id of the record that the paper's code names; "" where the picture has no code. */
  code: string | null;
  errors: Partial<Record<Place, string>>;
}

type Place = "trust" | "proof" | "code";

const state: State = {
  words: navigator.language.startsWith("ja") ? JAPANESE : ENGLISH,
  trust: null,
  proof: null,
  code: null,
  errors: {},
};

const TAKERS: Record<Place, (file: File) => Promise<void>> = {
  trust: async (file) => {
    state.trust = null;
    state.trust = readTrust(await bytesOf(file));
  },
  proof: async (file) => {
    state.proof = await bytesOf(file);
  },
  code: async (file) => {
    state.code = await identityIn(file);
  },
};

async function take(place: Place, file: File): Promise<void> {
  delete state.errors[place];
  try {
    await TAKERS[place](file);
  } catch (error) {
    state.errors[place] = error instanceof EvidenceRefused ? error.message : String(error);
  }
  show();
}

function show(): void {
  const { words } = state;
  document.documentElement.lang = words === JAPANESE ? "ja" : "en";
  document.title = `Tegata: ${words.title}`;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = String(words[element.dataset["text"] as keyof Words]);
  }
  byId("language").textContent = words.other;
  const answer = state.trust && state.proof ? verifyFile(state.proof, state.trust, Math.floor(Date.now() / 1_000)) : null;
  byId("trust-state").textContent = stateOf("trust", state.trust && `${words.fingerprint}: ${state.trust.fingerprint}`);
  byId("proof-state").textContent = stateOf("proof", state.proof && words.loaded);
  byId("code-state").textContent = stateOf("code", codeState(answer));
  byId("result").replaceChildren(...(answer ? viewsOf(answer, words) : []));
}

function stateOf(place: Place, good: string | null): string {
  const error = state.errors[place];
  return error ? `${state.words.unread}: ${error}` : (good ?? "");
}

function codeState(answer: Answer | null): string | null {
  const { code, words } = state;
  if (code === null) return null;
  if (code === "") return words.noCode;
  if (!answer) return words.codeWaits;
  if (answer.kind !== "proof") return words.codeOfNone;
  return answer.verdicts.some((verdict) => verdict.id === code && !verdict.fault) ? words.codeMatches : words.codeDiffers;
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

for (const place of ["trust", "proof", "code"] as const) {
  const input = byId(place) as HTMLInputElement;
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void take(place, file);
  });
  const area = document.querySelector<HTMLElement>(`[data-drop=${place}]`);
  for (const name of ["dragover", "dragleave", "drop"] as const) {
    area?.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.toggle("over", name === "dragover");
      const file = name === "drop" ? event.dataTransfer?.files[0] : undefined;
      if (file) void take(place, file);
    });
  }
}
byId("language").addEventListener("click", () => {
  state.words = state.words === ENGLISH ? JAPANESE : ENGLISH;
  show();
});
show();
