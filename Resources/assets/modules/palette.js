// One box over any page: a case by its number, what was said, a page, or an action of this page.
// It never acts on keys that an input method takes.
const dialog = document.getElementById("palette");
const box = dialog.querySelector("input");
const list = dialog.querySelector("ul");
let found = [];
let place = 0;
let asking = null;
let timer = null;

const text = element => element.textContent.replace(/\s+/g, " ").trim();

/** Pages of the frame and what this page can do by a key. */
function own(words) {
  const fits = name => words.every(word => name.toLowerCase().includes(word));
  const pages = [...document.querySelectorAll("#rooms a.nav-link[href^='/']:not([data-palette]), .views a")]
    .map(link => ({ name: text(link), kind: dialog.dataset.go, run: () => location.assign(link.href) }));
  const actions = [...document.querySelectorAll("[data-key]")].map(element => ({
    name: text(element.labels?.[0] ?? element) || element.getAttribute("aria-label") || element.placeholder || "",
    kind: dialog.dataset.act,
    run: () => {
      if (element.matches("summary")) element.parentElement.open = true;
      element.closest("details")?.setAttribute("open", "");
      if (element.matches("a, button")) element.click(); else element.focus();
    },
  }));
  const seen = new Set();
  return [...pages, ...actions]
    .filter(one => one.name && one.name.length < 60 && fits(one.name) && !seen.has(one.name) && seen.add(one.name))
    .slice(0, 6);
}

function numbered(typed) {
  const number = typed.match(/(?:cas_)?([0-9a-hjkmnp-tv-z]{13})$/i);
  if (!number) return [];
  const path = `/cases/cas_${number[1].toLowerCase()}`;
  return [{ name: path.slice(7), kind: dialog.dataset.go, run: () => location.assign(path) }];
}

function select(next) {
  place = found.length === 0 ? 0 : (next + found.length) % found.length;
  [...list.children].forEach((row, index) => {
    row.setAttribute("aria-selected", String(index === place));
    if (index === place) row.scrollIntoView({ block: "nearest" });
  });
  if (found.length) box.setAttribute("aria-activedescendant", `palette-${place}`);
  else box.removeAttribute("aria-activedescendant");
}

function show(rows) {
  found = rows;
  list.replaceChildren(...rows.map((one, index) => {
    const row = document.createElement("li");
    row.id = `palette-${index}`;
    row.setAttribute("role", "option");
    const kind = document.createElement("span");
    kind.className = "soft small";
    kind.textContent = `${one.kind} `;
    row.append(kind, ...(one.pieces ?? [one.name]));
    row.addEventListener("click", () => run(one));
    return row;
  }));
  box.setAttribute("aria-expanded", String(rows.length > 0));
  select(0);
}

function run(one) {
  dialog.close();
  one?.run();
}

function hit(item) {
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const marked = item.excerpt.map(piece => {
    if (!piece.found) return piece.text;
    const mark = document.createElement("mark");
    mark.textContent = piece.text;
    return mark;
  });
  const title = item.title?.[language];
  const number = item.number ? `#${item.number} ` : "";
  const isMessage = item.kind !== "title" && item.kind !== "customer";
  const path = item.case ? `/cases/${item.case}${isMessage ? `#${item.id}` : ""}` : `/customers/${item.id}`;
  return {
    kind: number + (isMessage && title ? `${title} ·` : number ? "" : dialog.dataset.go), pieces: marked,
    run: () => location.assign(path),
  };
}

async function look() {
  const typed = box.value.trim();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const near = [...numbered(typed), ...own(words)];
  show(near);
  asking?.abort();
  if (!typed) return;
  asking = new AbortController();
  try {
    const answer = await fetch(`/api/v1/search?limit=8&text=${encodeURIComponent(typed)}`, {
      headers: { "Accept": "application/json" }, signal: asking.signal,
    });
    if (!answer.ok) return;
    const { items } = await answer.json();
    const all = { name: dialog.dataset.all, kind: "", run: () => location.assign(`/search?text=${encodeURIComponent(typed)}`) };
    // Whoever types the number of a case means it before anything of the same name. What merely
    // holds the figures comes behind what is near.
    const number = typed.normalize("NFKC").match(/^#?(\d+)$/)?.[1];
    const hits = items.map(hit);
    const first = number && items[0]?.number === Number(number) ? hits.splice(0, 1) : [];
    show([...first, ...near, ...hits, ...(items.length ? [all] : [])]);
  } catch {
    // Asked anew meanwhile, or away: what is near stays.
  }
}

function open() {
  if (dialog.open) return;
  dialog.showModal();
  box.select();
  look();
}

const isComposing = event => event.isComposing || event.keyCode === 229;

document.addEventListener("keydown", event => {
  if (isComposing(event) || event.altKey || event.shiftKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog.open) dialog.close(); else open();
  }
});

box.addEventListener("input", event => {
  clearTimeout(timer);
  // Half a syllable is no word yet; when the character stands, compositionend asks.
  if (event.isComposing) return;
  timer = setTimeout(look, 120);
});
box.addEventListener("compositionend", look);
box.addEventListener("keydown", event => {
  if (isComposing(event)) return;
  if (event.key === "ArrowDown") { event.preventDefault(); select(place + 1); }
  if (event.key === "ArrowUp") { event.preventDefault(); select(place - 1); }
  if (event.key === "Enter") { event.preventDefault(); run(found[place]); }
  // A search field would only empty itself.
  if (event.key === "Escape") { event.preventDefault(); dialog.close(); }
});
dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
document.querySelector("[data-palette]")?.addEventListener("click", event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
