// Inside another page's frame: tells that page how tall the questionnaire is, and when it is done.
const tell = message => parent.postMessage({ source: "nuo", ...message }, "*");

new ResizeObserver(() => tell({ height: document.documentElement.offsetHeight })).observe(document.body);
if (document.querySelector("[data-done]")) tell({ completed: true });
