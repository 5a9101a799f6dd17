// Completes the names of a condition while it is written. The names stand in the page's own list
// (data-names); without this script the condition is typed as ever.
for (const field of document.querySelectorAll("input[data-names]")) {
  const source = document.getElementById(field.dataset.names);
  const names = [...(source?.options ?? [])].map(option => option.value);
  if (names.length === 0) continue;
  const list = document.createElement("ul");
  list.className = "completion";
  list.id = `${field.dataset.names}-list`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  let chosen = 0, found = [];

  // The name that is being written: what stands before the caret, not inside a text.
  const word = () => {
    const before = field.value.slice(0, field.selectionStart);
    if ((before.match(/"/g) ?? []).length % 2 === 1) return "";
    return before.match(/[\p{L}_][\p{L}\p{N}_.]*$/u)?.[0] ?? "";
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((line, place) =>
      line.setAttribute("aria-selected", place === chosen ? "true" : "false"));
    field.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  };
  const take = place => {
    const end = field.selectionStart, start = end - word().length;
    field.setRangeText(found[place], start, end, "end");
    close();
    field.focus();
  };
  const open = () => {
    const typed = word().toLowerCase();
    found = typed === "" ? [] : names.filter(name => name !== typed
      && (name.toLowerCase().startsWith(typed) || name.toLowerCase().includes("." + typed))).slice(0, 8);
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
    field.setAttribute("aria-expanded", "true");
    mark();
  };

  field.addEventListener("input", event => { if (!event.isComposing) open(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", event => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      mark();
    } else if (event.key === "Tab" || event.key === "Enter") take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
