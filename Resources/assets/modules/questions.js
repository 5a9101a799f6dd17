// What makes some questions easier to answer; each works without it too.

/** "None of these" takes the others back, and they take it back. */
for (const alone of document.querySelectorAll("[data-alone]")) {
  const boxes = [...document.getElementsByName(alone.name)];
  for (const box of boxes) box.addEventListener("change", () => {
    if (!box.checked || box.type !== "checkbox") return;
    for (const other of boxes)
      if (other !== box && other.type === "checkbox" && (box === alone || other === alone)) other.checked = false;
  });
}

/** How much of a sum is still to be shared out, told as it is written. */
for (const total of document.querySelectorAll("[data-total]")) {
  const fields = [...total.closest("fieldset").querySelectorAll("input")];
  const output = total.querySelector("output");
  const tell = () => {
    if (!fields.some(field => field.value.trim())) return output.replaceChildren();
    const left = total.dataset.total - fields.reduce((sum, field) => sum + (Number(field.value) || 0), 0);
    const text = Math.abs(left) < 1e-6 ? total.dataset.right : left > 0 ? total.dataset.short : total.dataset.over;
    output.textContent = text.replace("{n}", String(Math.round(Math.abs(left) * 1e6) / 1e6));
    output.classList.toggle("right", Math.abs(left) < 1e-6);
  };
  for (const field of fields) field.addEventListener("input", tell);
  tell();
}

/** A slider that says nothing until it is moved: the number beside it is the answer. */
for (const field of document.querySelectorAll("[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.min; slider.max = field.max; slider.step = field.step;
  slider.setAttribute("aria-labelledby", labelOf(field));
  const show = () => {
    slider.value = field.value === "" ? (Number(field.min) + Number(field.max)) / 2 : field.value;
    slider.classList.toggle("untouched", field.value === "");
  };
  slider.addEventListener("input", () => { field.value = slider.value; show(); });
  slider.addEventListener("click", () => { if (field.value === "") { field.value = slider.value; show(); } });
  field.addEventListener("input", show);
  field.before(slider);
  field.classList.add("beside");
  show();
}

function labelOf(field) {
  const label = field.labels[0];
  label.id ||= field.id + "-label";
  return label.id;
}

/** A ranking by touch or by key: choose the first, then the second; choose again to take back. */
for (const ranks of document.querySelectorAll("[data-ranks]")) {
  const selects = [...ranks.querySelectorAll("select")];
  const list = document.createElement("div");
  list.className = "ranking";
  const chosen = () => selects.map(select => select.value).filter(Boolean);
  const put = order => selects.forEach((select, place) => { select.value = order[place] ?? ""; });
  const buttons = [...selects[0].options].filter(option => option.value).map(option => {
    const button = document.createElement("button");
    button.type = "button";
    const mark = document.createElement("span");
    mark.className = "place";
    button.append(mark, option.textContent);
    button.addEventListener("click", () => {
      const order = chosen();
      const place = order.indexOf(option.value);
      if (place >= 0) order.splice(place, 1);
      else if (order.length < selects.length) order.push(option.value);
      put(order);
      show();
    });
    list.append(button);
    return { button, mark, value: option.value };
  });
  const show = () => {
    const order = chosen();
    for (const { button, mark, value } of buttons) {
      const place = order.indexOf(value);
      mark.textContent = place < 0 ? "" : String(place + 1);
      button.setAttribute("aria-pressed", String(place >= 0));
    }
  };
  show();
  ranks.hidden = true;
  ranks.before(list);
}
