// A link on a device that many use: back to the start after the thanks and after a pause, and
// nobody comes back to what the one before wrote.
const { start, idle, thanks } = document.body.dataset;
const again = () => location.replace(start);

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") again();
else document.body.hidden = false;
addEventListener("pageshow", event => { if (event.persisted) again(); });

// The browser offers nobody what others wrote.
function forget() {
  for (const field of document.querySelectorAll("form, input, textarea, select")) field.autocomplete = "off";
}
forget();

const isDone = () => document.querySelector("[data-done]") !== null;
let timer;
const rest = () => {
  clearTimeout(timer);
  timer = setTimeout(again, 1000 * Number(isDone() ? thanks : idle));
};
rest();
for (const kind of ["pointerdown", "keydown", "input", "scroll"])
  addEventListener(kind, () => { if (!isDone()) rest(); }, { passive: true });

// Pages take each other's place, so that the browser's Back finds none of them, nor sends one again.
let isBusy = false;
let times = 0;
document.addEventListener("submit", async event => {
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  const form = event.target;
  const data = new FormData(form, event.submitter);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  try {
    const reply = await fetch(form.action, { method: "POST", body });
    if (reply.redirected) return location.replace(reply.url);
    show(new DOMParser().parseFromString(await reply.text(), "text/html"));
  } catch {
    // The connection broke: the browser's own way tells it.
    form.submit();
  }
  isBusy = false;
});

function show(page) {
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  forget();
  rest();
  scrollTo(0, 0);
  document.querySelector("[autofocus]")?.focus();
  const improving = page.querySelector('script[src*="questions.js"]');
  // By another name it runs anew, for the new fields.
  if (improving) import(`${improving.getAttribute("src")}?${times += 1}`);
}
