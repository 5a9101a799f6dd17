// A link on a device that many use: back to the start after the thanks and after a pause, and
// nobody comes back to what the one before wrote.
const { start, idle, thanks } = document.body.dataset;
const again = () => location.replace(start);

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") again();
addEventListener("pageshow", event => { if (event.persisted) again(); });

let timer;
const seconds = document.querySelector("[data-done]") ? thanks : idle;
const rest = () => {
  clearTimeout(timer);
  timer = setTimeout(again, 1000 * Number(seconds));
};
rest();
if (!document.querySelector("[data-done]")) {
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, rest, { passive: true });
}
