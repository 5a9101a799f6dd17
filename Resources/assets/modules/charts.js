// Draws the tables of a page as pictures. A picture says nothing that its table does not say: it
// reads the rows (data-label, data-point, data-low, data-high, data-href) and nothing else.
const Chart = globalThis.Chart;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let drawn = [];

function colours() {
  const style = getComputedStyle(document.documentElement);
  const get = name => style.getPropertyValue(name).trim();
  return { ink: get("--ink"), soft: get("--soft"), line: get("--line"), accent: get("--chart"),
    band: get("--chart-band") };
}

const number = text => text === undefined || text === "" ? null : Number(text);

function rowsOf(id) {
  return [...document.querySelectorAll(`#${id} tbody tr`)].map(row => ({
    label: row.dataset.label, point: number(row.dataset.point), low: number(row.dataset.low),
    high: number(row.dataset.high), href: row.dataset.href, count: number(row.dataset.count),
  }));
}

// Lines from the lower to the upper end of the interval, with a cap at each.
const intervals = {
  id: "intervals",
  afterDatasetsDraw(chart, _, { rows, colour }) {
    if (!rows) return;
    const { ctx, scales: { x, y } } = chart;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    rows.forEach((row, index) => {
      if (row.low === null || row.high === null) return;
      const at = y.getPixelForValue(index), from = x.getPixelForValue(row.low),
        to = x.getPixelForValue(row.high);
      ctx.beginPath();
      ctx.moveTo(from, at); ctx.lineTo(to, at);
      ctx.moveTo(from, at - 4); ctx.lineTo(from, at + 4);
      ctx.moveTo(to, at - 4); ctx.lineTo(to, at + 4);
      ctx.stroke();
    });
    ctx.restore();
  },
};

function tooltip(rows, unit) {
  const suffix = unit === "csat" || unit === "share" ? " %" : "";
  const show = value => (Math.round(value * 100) / 100) + suffix;
  return {
    displayColors: false,
    filter: item => item.datasetIndex === 0,
    callbacks: {
      label: item => {
        const row = rows[item.dataIndex];
        return row.low === null || row.high === null
          ? show(row.point) : `${show(row.point)}  [${show(row.low)} … ${show(row.high)}]`;
      },
    },
  };
}

function axis(colour, extra = {}) {
  return { ticks: { color: colour.soft }, grid: { color: colour.line }, ...extra };
}

function options(rows, unit, colour, extra) {
  return {
    maintainAspectRatio: false, animation: still ? false : { duration: 250 },
    interaction: { mode: "nearest", intersect: false },
    onClick: (_, found) => {
      const href = rows[found[0]?.index]?.href;
      if (href) location.assign(href);
    },
    ...extra,
    plugins: { legend: { display: false }, tooltip: tooltip(rows, unit), ...extra.plugins },
  };
}

// A line with its interval as a band; gaps where there are too few answers.
function band(rows, unit, name, colour) {
  const bounds = unit === "nps" ? { suggestedMin: -20, suggestedMax: 60 } : {};
  const edge = values => ({ data: values, borderWidth: 0, pointRadius: 0, pointHitRadius: 0 });
  return {
    type: "line",
    data: {
      labels: rows.map(row => row.label),
      datasets: [
        { label: name, data: rows.map(row => row.point), borderColor: colour.accent,
          backgroundColor: colour.accent, borderWidth: 2, pointRadius: rows.length > 60 ? 0 : 3,
          pointHitRadius: 8, tension: 0 },
        { ...edge(rows.map(row => row.high)), fill: "+1", backgroundColor: colour.band },
        edge(rows.map(row => row.low)),
      ],
    },
    options: options(rows, unit, colour, {
      interaction: { mode: "index", intersect: false },
      scales: {
        x: axis(colour, { grid: { display: false },
          ticks: { color: colour.soft, maxRotation: 0, autoSkipPadding: 16 } }),
        y: axis(colour, bounds),
      },
    }),
  };
}

// No screen and no canvas holds a thousand bars: those with most answers, in the table's order.
const most = 40;

function largest(rows, id) {
  if (rows.length <= most || rows[0].count === null) return rows;
  const least = rows.map(row => row.count).sort((a, b) => b - a)[most - 1];
  const above = rows.filter(row => row.count > least).length;
  let room = most - above;
  const note = document.getElementById(`${id}-most`);
  if (note) note.hidden = false;
  return rows.filter(row => row.count > least || (row.count === least && room-- > 0));
}

// Bars along the page, each with its interval.
function bars(rows, unit, name, colour, canvas) {
  canvas.parentElement.classList.add("tall");
  canvas.parentElement.style.height = `${Math.max(120, rows.length * 30 + 40)}px`;
  // Chart.js fits the axis to the bars; it has to hold the intervals' ends too.
  const ends = rows.flatMap(row => [row.low, row.high]).filter(end => end !== null);
  const bounds = ends.length
    ? { suggestedMin: Math.min(0, ...ends), suggestedMax: Math.max(0, ...ends) } : {};
  const short = text => text.length > 22 ? text.slice(0, 21) + "…" : text;
  return {
    type: "bar",
    data: { labels: rows.map(row => short(row.label)),
      datasets: [{ label: name, data: rows.map(row => row.point), backgroundColor: colour.band,
        borderColor: colour.accent, borderWidth: 1, maxBarThickness: 18 }] },
    options: options(rows, unit, colour, {
      indexAxis: "y",
      interaction: { mode: "index", axis: "y", intersect: false },
      plugins: { intervals: { rows, colour: colour.ink } },
      scales: { x: axis(colour, bounds), y: axis(colour, { grid: { display: false } }) },
    }),
    plugins: [intervals],
  };
}

function columns(rows, unit, name, colour) {
  return {
    type: "bar",
    data: { labels: rows.map(row => row.label),
      datasets: [{ label: name, data: rows.map(row => row.point), backgroundColor: colour.accent,
        maxBarThickness: 48 }] },
    options: options(rows, "count", colour, {
      scales: { x: axis(colour, { grid: { display: false } }),
        y: axis(colour, { beginAtZero: true }) },
    }),
  };
}

const kinds = { band, bars, columns };

function draw() {
  for (const chart of drawn) chart.destroy();
  drawn = [];
  const colour = colours();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const rows = largest(rowsOf(place.dataset.table), place.dataset.table);
    if (rows.every(row => row.point === null)) {
      place.hidden = true;
      continue;
    }
    let canvas = place.querySelector("canvas");
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${place.dataset.name}: ${rows.length}`);
      place.append(canvas);
    }
    const make = kinds[place.dataset.chart];
    drawn.push(new Chart(canvas,
      make(rows, place.dataset.unit, place.dataset.name, colour, canvas)));
  }
}

if (Chart) {
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.addEventListener("nuo:fresh", draw);
}
