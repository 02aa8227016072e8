// New findings as they come: says so, and offers to show them. Without this script the page is complete.
"use strict";

(() => {
  const queue = document.querySelector("[data-stream]");
  const status = document.querySelector('[data-live="status"]');
  if (!queue || !status || !window.EventSource) return;

  const words =
    document.documentElement.lang === "ja"
      ? { one: (n) => `新しい指摘が${n}件あります。`, show: "表示する" }
      : { one: (n) => (n === 1 ? "1 new finding. " : `${n} new findings. `), show: "Show" };
  const stream = new EventSource(queue.dataset.stream);
  let fresh = 0;

  const announce = () => {
    fresh += 1;
    status.textContent = words.one(fresh);
    const link = document.createElement("a");
    link.href = window.location.href;
    link.textContent = words.show;
    status.append(link);
  };

  stream.addEventListener("findings", announce);
  window.addEventListener("pagehide", () => stream.close());
})();
