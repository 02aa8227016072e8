/** The page: files in, verdict out. It holds no proof of its own, and its policy lets it reach nothing. */

import { EvidenceRefused, type Trust, type Verdict, readTrust, verify } from "../src/index.js";
import { identityIn } from "./code.js";
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
  const verdicts = state.trust && state.proof ? verify(state.proof, state.trust, Math.floor(Date.now() / 1_000)) : [];
  byId("trust-state").textContent = stateOf("trust", state.trust && `${words.fingerprint}: ${state.trust.fingerprint}`);
  byId("proof-state").textContent = stateOf("proof", state.proof && words.loaded);
  byId("code-state").textContent = stateOf("code", codeState(verdicts));
  byId("result").replaceChildren(...verdicts.flatMap((verdict) => views(verdict, words)));
}

function stateOf(place: Place, good: string | null): string {
  const error = state.errors[place];
  return error ? `${state.words.unread}: ${error}` : (good ?? "");
}

function codeState(verdicts: Verdict[]): string | null {
  const { code, words } = state;
  if (code === null) return null;
  if (code === "") return words.noCode;
  if (!verdicts.length) return words.codeWaits;
  return verdicts.some((verdict) => verdict.id === code && !verdict.fault) ? words.codeMatches : words.codeDiffers;
}

function views(verdict: Verdict, words: Words): HTMLElement[] {
  const claims = Object.entries(verdict.claims).map(([topic, claim]) =>
    row([
      cell("th", words.topics[topic as keyof Words["topics"]]),
      cell("td", words.shown[claim.shown], `shown ${claim.shown}`),
      cell("td", claim.reason),
    ]),
  );
  const fields = Object.entries(verdict.fields).filter(([path]) => path !== "" && path !== "#");
  const parts = [headline(verdict, words), table([words.claim, words.finding, words.reason], claims)];
  if (!fields.length) return parts;
  const rows = fields.map(([path, value]) => row([cell("th", path), cell("td", typeof value === "boolean" ? (value ? words.yes : words.no) : value)]));
  return [...parts, make("h2", words.fieldsTitle), table([words.field, words.value], rows)];
}

function headline(verdict: Verdict, words: Words): HTMLElement {
  const box = make("div", "", `verdict ${verdict.outcome}`);
  box.append(make("h2", words.outcomes[verdict.outcome]));
  if (verdict.fault) box.append(make("p", verdict.fault, "hex"));
  if (verdict.id) box.append(make("p", `${words.record}: ${verdict.id}`, "hex"));
  return box;
}

function table(head: string[], rows: HTMLElement[]): HTMLElement {
  const whole = make("table");
  const [top, body] = [make("thead"), make("tbody")];
  top.append(row(head.map((text) => cell("th", text, "", "col"))));
  body.append(...rows);
  whole.append(top, body);
  return whole;
}

function row(cells: HTMLElement[]): HTMLElement {
  const made = make("tr");
  made.append(...cells);
  return made;
}

function cell(kind: "th" | "td", text: string, className = "", scope = "row"): HTMLElement {
  const made = make(kind, text, className);
  if (kind === "th") made.setAttribute("scope", scope);
  return made;
}

/** Text stays text: what a bundle says is never read as markup. */
function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
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
