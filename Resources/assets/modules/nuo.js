// What every page does: times in the reader's words, and buttons that ask before they act.
const language = document.documentElement.lang;

const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function showRelative(element) {
  const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
  const found = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  if (!element.title) element.title = element.textContent;
  // Nobody counts a thousand days: what is long ago keeps its date.
  if (Math.abs(seconds) > 99 * 86400) return;
  element.textContent = relative.format(Math.round(seconds / found[1]), found[0]);
}

function showAll() {
  for (const element of document.querySelectorAll("time[data-relative]")) showRelative(element);
}

showAll();
setInterval(showAll, 30_000);
document.addEventListener("nuo:fresh", showAll);

document.addEventListener("submit", event => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A table that is wider than its place is moved sideways by keyboard, too, under its heading's name.
const tables = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const isWide = target.scrollWidth > target.clientWidth;
    const name = target.querySelector("caption") ?? previousHeading(target);
    const put = (attribute, value) =>
      isWide && name ? target.setAttribute(attribute, value) : target.removeAttribute(attribute);
    put("tabindex", "0");
    put("role", "group");
    put("aria-label", name?.textContent.trim());
  }
});

function previousHeading(element) {
  const all = [...document.querySelectorAll("h1, h2, h3")];
  return all.findLast(head => head.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
}

for (const table of document.querySelectorAll(".table-responsive")) tables.observe(table);
