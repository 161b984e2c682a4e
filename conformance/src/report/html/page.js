"use strict";
const filters = document.querySelector(".filters");
const chips = [...filters.querySelectorAll("input[type=checkbox]")];
const search = filters.querySelector("input[type=search]");
const level = filters.querySelector("select");
const requirements = [...document.querySelectorAll(".requirement")];

function apply() {
  const outcomes = new Set(chips.filter((chip) => chip.checked).map((chip) => chip.value));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const requirement of requirements) {
    let shown = 0;
    for (const check of requirement.querySelectorAll("[data-outcome]")) {
      const text = `${check.dataset.id} ${requirement.dataset.text}`.toLowerCase();
      const fits = outcomes.has(check.dataset.outcome)
        && (!level.value || level.value === check.dataset.level)
        && words.every((word) => text.includes(word));
      check.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    requirement.hidden = shown === 0;
  }
  document.querySelector("#empty").hidden = requirements.some((requirement) => !requirement.hidden);
}

// A link into a closed or filtered part opens it.
function reveal() {
  const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!found) return;
  for (let node = found; node && node !== document.body; node = node.parentElement) {
    node.hidden = false;
    if (node.tagName === "DETAILS") node.open = true;
  }
  found.scrollIntoView();
}

for (const input of [...chips, search, level]) input.addEventListener("input", apply);
window.addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".command button");
  if (!button) return;
  navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent)
    .then(() => { button.textContent = "copied"; });
});
for (const button of document.querySelectorAll(".command button")) button.hidden = !navigator.clipboard;
filters.hidden = false;
apply();
reveal();
