// Redraws the county map for a policy and a month. Without it the map shows the newest month.
(() => {
  const map = document.getElementById("county-map");
  if (!map) return;
  const counties = [...map.querySelectorAll(".counties path")];
  const buttons = [...map.querySelectorAll("button")];
  const slider = map.querySelector("input");
  const label = map.querySelector("output");
  const reading = map.querySelector(".reading");
  const start = map.dataset.firstMonth.split("-").map(Number);
  const words = { on: "in force", unknown: "not known", "": "not in force" };
  let chosen = buttons.findIndex((button) => button.getAttribute("aria-pressed") === "true");
  let stretches = [];

  // "52-119 ?200-210" as [first, last, class]
  const parse = (text) => text.split(" ").filter(Boolean).map((stretch) => {
    const [first, last] = stretch.replace("?", "").split("-").map(Number);
    return [first, last, stretch.startsWith("?") ? "unknown" : "on"];
  });
  const monthName = (number) => {
    const months = start[0] * 12 + start[1] - 1 + number;
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
  };
  const choose = (number) => {
    chosen = number;
    buttons.forEach((button, n) => button.setAttribute("aria-pressed", String(n === number)));
    const parsed = new Map();
    stretches = counties.map((county) => {
      const text = county.getAttribute(`data-p${number}`) ?? buttons[number].dataset.default;
      if (!parsed.has(text)) parsed.set(text, parse(text));
      return parsed.get(text);
    });
    draw();
  };
  const draw = () => {
    const month = Number(slider.value);
    const counted = { on: 0, unknown: 0, "": 0 };
    counties.forEach((county, n) => {
      const found = stretches[n].find(([first, last]) => first <= month && month <= last);
      const state = found ? found[2] : "";
      counted[state] += 1;
      if ((county.getAttribute("class") ?? "") !== state) county.setAttribute("class", state);
    });
    label.textContent = monthName(month);
    slider.setAttribute("aria-valuetext", monthName(month));
    reading.textContent = `${buttons[chosen].textContent}, ${monthName(month)}: in force in ` +
      `${counted.on.toLocaleString("en-US")} of ${counties.length.toLocaleString("en-US")} counties, not known in ${counted.unknown.toLocaleString("en-US")}.`;
  };

  buttons.forEach((button, number) => button.addEventListener("click", () => choose(number)));
  slider.addEventListener("input", draw);
  map.querySelector(".counties").addEventListener("pointerover", (event) => {
    const name = event.target.dataset.n;
    if (name) reading.textContent = `${name}: ${words[event.target.getAttribute("class") ?? ""]}, ${monthName(Number(slider.value))}.`;
  });
  map.querySelector(".counties").addEventListener("pointerleave", draw);
  map.querySelectorAll("[hidden]").forEach((control) => { control.hidden = false; });
  slider.value = slider.max;
  choose(chosen);
})();
