/** The page's elements: tables and boxes of text. */

export function table(head: string[], rows: HTMLElement[]): HTMLElement {
  const whole = make("table");
  const [top, body] = [make("thead"), make("tbody")];
  top.append(row(head.map((text) => cell("th", text, "", "col"))));
  body.append(...rows);
  whole.append(top, body);
  return whole;
}

export function row(cells: HTMLElement[]): HTMLElement {
  const made = make("tr");
  made.append(...cells);
  return made;
}

export function cell(kind: "th" | "td", text: string, className = "", scope = "row"): HTMLElement {
  const made = make(kind, text, className);
  if (kind === "th") made.setAttribute("scope", scope);
  return made;
}

/** Text stays text: what a bundle says is never read as markup. */
export function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
