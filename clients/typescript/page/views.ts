/** What a file proves, as elements: a box with the whole in a sentence, and tables of what it rests on. */

import type { Answer, ProvedCase, ProvedConflict, ProvedKeys, ProvedState, Verdict } from "../src/index.js";
import { hex0x } from "../src/bytes.js";
import { type Json, canonical } from "../src/json.js";
import { moment } from "../src/time.js";
import { cell, make, row, table } from "./elements.js";
import type { Words } from "./words.js";

const SCALE = 1_000_000_000n;

/** The elements for what a file of any kind shows. */
export function viewsOf(answer: Answer, words: Words): HTMLElement[] {
  if (answer.kind === "proof") return answer.verdicts.flatMap((verdict) => verdictViews(verdict, words));
  if (answer.kind === "refused") return [box(words.outcomes.refused, "refused", answer.error.fault, answer.error.message)];
  if (answer.kind === "state") return stateViews(answer.proved, words);
  if (answer.kind === "conflict") return conflictViews(answer.proved, words);
  return answer.kind === "dossier" ? caseViews(answer.proved, words) : keysViews(answer.proved, words);
}

function verdictViews(verdict: Verdict, words: Words): HTMLElement[] {
  const claims = Object.entries(verdict.claims).map(([topic, claim]) =>
    row([
      cell("th", words.topics[topic as keyof Words["topics"]]),
      cell("td", words.shown[claim.shown], `shown ${claim.shown}`),
      cell("td", claim.reason),
    ]),
  );
  const fields = Object.entries(verdict.fields).filter(([path]) => path !== "" && path !== "#");
  const named = verdict.id ? `${words.record}: ${verdict.id}` : null;
  const parts = [
    box(words.outcomes[verdict.outcome], verdict.outcome, verdict.fault, named),
    table([words.claim, words.finding, words.reason], claims),
  ];
  if (!fields.length) return parts;
  const rows = fields.map(([path, value]) => row([cell("th", path), cell("td", typeof value === "boolean" ? (value ? words.yes : words.no) : value)]));
  return [...parts, make("h2", words.fieldsTitle), table([words.field, words.value], rows)];
}

function stateViews(proved: ProvedState, words: Words): HTMLElement[] {
  const { evidence } = words;
  return [box(evidence.state, "valid"), facts([[evidence.block, String(proved.number)], [evidence.asOf, moment(proved.asOf)]], words)];
}

function conflictViews(proved: ProvedConflict, words: Words): HTMLElement[] {
  const { evidence } = words;
  const amount = (billionths: bigint): string => `${decimal(billionths)} ${proved.unit}`.trim();
  const held = proved.unit ? amount(proved.covered) : evidence.whole;
  return [
    box(evidence.conflict, "valid"),
    facts(
      [
        [evidence.standing, String(proved.standingMember)],
        [evidence.refusedDebit, String(proved.refusedMember)],
        [evidence.covered, held],
        [evidence.left, amount(proved.left)],
        [evidence.wanted, proved.wanted === null ? evidence.whole : amount(proved.wanted)],
        [evidence.asOf, moment(proved.asOf)],
      ],
      words,
    ),
  ];
}

function caseViews(proved: ProvedCase, words: Words): HTMLElement[] {
  const { evidence } = words;
  const steps = proved.steps.map((step, place) => {
    const said = step.payload === null ? evidence.unsaid : canonical(step.payload);
    const doubt = proved.compromised.includes(place) ? ` (${evidence.compromised})` : "";
    return row([cell("th", `${place}  ${step.kind.replaceAll("_", " ")}${doubt}`), cell("td", moment(step.time)), cell("td", textOf(step.payload) ?? said)]);
  });
  const sound = !proved.compromised.length;
  return [
    box(sound ? evidence.dossier : evidence.doubtful, sound ? "valid" : "unauthorised"),
    facts(
      [
        [evidence.asker, String(proved.member)],
        [evidence.asked, String(proved.respondent)],
        [evidence.caseState, proved.state],
        [evidence.due, proved.due === null ? evidence.none : moment(proved.due)],
        [evidence.asOf, moment(proved.asOf)],
      ],
      words,
    ),
    make("h2", evidence.steps),
    table([evidence.step, evidence.time, evidence.said], steps),
  ];
}

function keysViews(proved: ProvedKeys, words: Words): HTMLElement[] {
  const { evidence } = words;
  const keys = proved.keys.map(({ key, start, end }) => row([cell("th", hex0x(key), "hex"), cell("td", moment(start)), cell("td", moment(end))]));
  return [
    box(evidence.keys, "valid"),
    facts([[evidence.member, String(proved.member)], [evidence.asOf, moment(proved.asOf)]], words),
    table([evidence.key, evidence.from, evidence.until], keys),
  ];
}

function facts(listed: [string, string][], words: Words): HTMLElement {
  return table([words.field, words.value], listed.map(([name, value]) => row([cell("th", name), cell("td", value)])));
}

function box(title: string, className: string, ...lines: (string | null)[]): HTMLElement {
  const made = make("div", "", `verdict ${className}`);
  made.append(make("h2", title));
  for (const line of lines) if (line) made.append(make("p", line, "hex"));
  return made;
}

/** The text that a step's payload has for people; a request's are its questions. */
function textOf(payload: Json): string | null {
  if (!(payload instanceof Map)) return null;
  const [text, questions] = [payload.get("text"), payload.get("questions")];
  if (typeof text === "string") return text;
  return Array.isArray(questions) ? questions.map((each) => (typeof each === "string" ? each : canonical(each))).join(" / ") : null;
}

/** A quantity of the ledger, decimal × 10⁹, as text. */
function decimal(billionths: bigint): string {
  const fraction = String(billionths % SCALE).padStart(9, "0").replace(/0+$/, "");
  return fraction ? `${billionths / SCALE}.${fraction}` : String(billionths / SCALE);
}
