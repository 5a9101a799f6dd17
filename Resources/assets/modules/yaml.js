// Leads from a fault to its line.
const text = document.getElementById("text");

function show(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = text.scrollHeight * Math.max(0, line - 4) / lines.length;
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", event => {
    event.preventDefault();
    show(Number(link.dataset.line));
  });
}
const first = document.querySelector("[data-line]");
if (first) show(Number(first.dataset.line));

// A file is read into the field beside it, which can be pasted into as well.
for (const file of document.querySelectorAll("input[type=file][data-into]")) {
  file.addEventListener("change", async () => {
    if (file.files[0]) document.getElementById(file.dataset.into).value = await file.files[0].text();
  });
}
