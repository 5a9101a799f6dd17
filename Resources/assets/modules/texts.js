// Keeps the progress of reading texts again current; reloads once it is over, for what came of it.
const panel = document.querySelector("[data-text-job]");
const number = new Intl.NumberFormat(document.documentElement.lang);

async function look() {
  const answer = await fetch("/api/v1/text-jobs", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const job = (await answer.json()).items.find((one) => one.id === panel.dataset.textJob);
  const known = panel.dataset.phase;
  if (!job || job.status !== "running" || (known && known !== job.phase)) return location.reload();
  panel.dataset.phase = job.phase;
  const bar = panel.querySelector("progress");
  bar.max = Math.max(1, job.total);
  bar.value = job.done;
  panel.querySelector("[data-done]").textContent = number.format(job.done);
  panel.querySelector("[data-total]").textContent = number.format(job.total);
}

setInterval(() => { if (!document.hidden) look().catch(() => {}); }, 1000);
