// Completes the names in a condition while it is written.
let counter = 0;

// The word before the caret that may be the beginning of a name.
function word(input) {
  const before = input.value.slice(0, input.selectionStart);
  const found = /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(before);
  return found ? { text: found[0], start: found.index } : null;
}

// names: [[name, what it stands for], …]
export function complete(input, names) {
  if (input.dataset.completes) return;
  input.dataset.completes = "1";
  const list = document.createElement("ul");
  list.id = `names-${counter += 1}`;
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    autocomplete: "off",
  })) input.setAttribute(name, value);
  let at = -1;

  function close() {
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = next;
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function choose(name) {
    const found = word(input);
    const start = found?.start ?? input.selectionStart;
    input.setRangeText(name, start, input.selectionStart, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  input.addEventListener("input", event => {
    const found = word(input);
    if (event.isComposing || !found) return close();
    const wanted = found.text.toLowerCase();
    const fitting = names.filter(([name, title]) =>
      name !== found.text && (name.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted))).slice(0, 8);
    if (!fitting.length) return close();
    list.replaceChildren(...fitting.map(([name, title], place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      const code = document.createElement("code");
      code.textContent = name;
      item.append(code, ` ${title}`);
      item.addEventListener("pointerdown", press => {
        press.preventDefault();
        choose(name);
      });
      return item;
    }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(-1);
  });

  input.addEventListener("keydown", event => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") mark((at + 1) % count);
    else if (event.key === "ArrowUp") mark((at - 1 + count) % count);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) choose(list.children[at].querySelector("code").textContent);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", close);
}
