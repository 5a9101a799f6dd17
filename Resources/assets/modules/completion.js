// Completes what is being written from a list of the page's own; without this script it is typed as
// ever. Nothing is offered or taken while an input method composes.

/**
 * Offers what fits below a field.
 * `word` says what is being written before the caret, "" for nothing; `find` which entries fit it;
 * `text` what stands there once one is taken.
 */
export function complete(field, id, { word, find, text }) {
  const list = document.createElement("ul");
  list.className = "completion";
  list.id = id;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  // A field of several lines stays a text box, which is never called open or closed.
  const isLine = field.matches("input");
  if (isLine) field.setAttribute("role", "combobox");
  const tell = isOpen => { if (isLine) field.setAttribute("aria-expanded", String(isOpen)); };
  tell(false);
  let chosen = 0, found = [];

  const close = () => {
    list.hidden = true;
    tell(false);
    field.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((line, place) =>
      line.setAttribute("aria-selected", place === chosen ? "true" : "false"));
    field.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  };
  const take = place => {
    const end = field.selectionStart, start = end - word(field).length;
    field.setRangeText(text(found[place]), start, end, "end");
    close();
    field.focus();
  };
  const open = () => {
    const typed = word(field);
    found = typed === "" ? [] : find(typed).slice(0, 8);
    if (found.length === 0) return close();
    chosen = 0;
    list.replaceChildren(...found.map((name, place) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${place}`;
      line.setAttribute("role", "option");
      line.textContent = name;
      line.addEventListener("mousedown", event => { event.preventDefault(); take(place); });
      return line;
    }));
    list.hidden = false;
    tell(true);
    mark();
  };

  field.addEventListener("input", event => { if (!event.isComposing) open(); });
  field.addEventListener("compositionend", open);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", event => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      mark();
    } else if (event.key === "Tab" || event.key === "Enter") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const before = field => field.value.slice(0, field.selectionStart);
const listed = id => [...(document.getElementById(id)?.options ?? [])].map(option => option.value);

// The names of a condition: what stands before the caret in its line, not inside a text.
const line = field => before(field).slice(before(field).lastIndexOf("\n") + 1);
for (const field of document.querySelectorAll("input[data-names], textarea[data-names]")) {
  const names = listed(field.dataset.names);
  if (names.length === 0) continue;
  complete(field, `${field.dataset.names}-list`, {
    word: field => {
      if ((line(field).match(/"/g) ?? []).length % 2 === 1) return "";
      return line(field).match(/[\p{L}_][\p{L}\p{N}_.]*$/u)?.[0] ?? "";
    },
    find: typed => {
      const low = typed.toLowerCase();
      return names.filter(name => name !== low
        && (name.toLowerCase().startsWith(low) || name.toLowerCase().includes("." + low)));
    },
    text: name => name,
  });
}

// Colleagues behind an @, or the wide one of an input method, that belongs to no address.
for (const field of document.querySelectorAll("textarea[data-mentions]")) {
  const people = listed(field.dataset.mentions);
  if (people.length === 0) continue;
  complete(field, `${field.dataset.mentions}-list`, {
    word: field => before(field).match(/(?<![A-Za-z0-9_-])[@＠][^\s@＠]{0,40}$/u)?.[0] ?? "",
    find: typed => people.filter(name => name.toLowerCase().includes(typed.slice(1).toLowerCase())),
    text: name => `@${name} `,
  });
}

// Canned replies and scripts behind a / at the beginning of a word, by their names.
const talks = [...(document.getElementById("talk")?.options ?? [])].filter(option => option.value);
const answer = document.getElementById("reply");
if (answer && talks.length > 0) {
  complete(answer, "talks-list", {
    word: field => before(field).match(/(?<!\S)\/[^\s/]{0,30}$/u)?.[0] ?? "",
    find: typed => talks.map(option => option.text)
      .filter(name => name.toLowerCase().includes(typed.slice(1).toLowerCase())),
    text: name => talks.find(option => option.text === name).value,
  });
}
