"use strict";
// Counted so that a test, or a reader with a console, sees when something went wrong.
const root = document.documentElement;
const failed = () => { root.dataset.errors = String(1 + Number(root.dataset.errors || 0)); };
addEventListener("error", failed);
addEventListener("securitypolicyviolation", failed);
const data = JSON.parse(document.getElementById("data").textContent);
const make = (name, text, kind) => {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
// Offsets count code points; JavaScript's strings count UTF-16 units.
const points = new Map();
const slice = (id, start, end) => {
  if (!points.has(id)) points.set(id, Array.from(data.stories[id].text));
  return points.get(id).slice(start, end).join("").replace(/<\/?[A-Za-z][^<>]*>/g, "");
};
const sentence = ([id, index]) => {
  const story = data.stories[id];
  return story ? slice(id, ...story.sentences[index]).trim() : "";
};
const story = (asked) => {
  const box = make("div", null, "story");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Article with the evidence marked");
  const told = data.stories[asked.story];
  if (!told) return make("p", "The article was not kept with these results.", "soft");
  const ranks = new Map(asked.found.filter((f) => f[0] === asked.story).map((f) => [f[1], f[2]]));
  const cuts = new Set([0, Array.from(told.text).length]);
  for (const [start, end] of [...told.sentences, ...asked.gold]) { cuts.add(start); cuts.add(end); }
  const order = [...cuts].sort((a, b) => a - b);
  let holder = box, open = -1;
  for (let place = 0; place + 1 < order.length; place++) {
    const [start, end] = [order[place], order[place + 1]];
    const index = told.sentences.findIndex(([from, to]) => from <= start && end <= to);
    if (index !== open) {
      open = index;
      holder = box;
      if (ranks.has(index)) {
        holder = make("span", null, "found");
        holder.append(make("span", "Found, rank " + ranks.get(index) + ": ", "hidden"));
        const number = make("sup", ranks.get(index));
        number.setAttribute("aria-hidden", "true");
        holder.append(number);
        box.append(holder);
      }
    }
    const text = slice(asked.story, start, end).replace(/\n\s*\n\s*/g, "\n\n");
    if (asked.gold.some(([from, to]) => from <= start && end <= to)) {
      const mark = make("mark", text, "gold");
      mark.prepend(make("span", "Evidence: ", "hidden"));
      holder.append(mark);
    } else holder.append(text);
  }
  return box;
};
const fill = (asked) => {
  const inside = make("div", null, "inside");
  const facts = make("dl");
  const fact = (name, value) => { if (value) facts.append(make("dt", name), make("dd", value)); };
  fact("Understood as", asked.understood !== asked.question ? asked.understood : "");
  fact("After", asked.history.map((turn) => turn.join(" / ")).join("; "));
  fact("Gold answers", asked.answerable ? asked.answers.join("; ") : "none: the article does not say");
  fact("Answer", asked.answer);
  fact("Confidence", asked.confidence.toFixed(3) + (asked.answered ? ": answered" : ": silent")
    + " (threshold " + asked.threshold.toFixed(3) + ")");
  fact("First right sentence", asked.answerable ? asked.ranks.sentence ? "rank " + asked.ranks.sentence : "not read" : "");
  fact("First right passage", asked.answerable ? ["dense", "lexical", "fused"]
    .map((name) => name + " " + (asked.ranks[name] || "none")).join(", ") : "");
  fact("Category", asked.category);
  fact("Time", asked.milliseconds.toFixed(0) + " ms");
  inside.append(facts);
  const found = make("ol");
  for (const place of asked.found) {
    const told = data.stories[place[0]];
    const where = place[0] === asked.story ? "" : " (" + (told ? told.title || place[0] : place[0]) + ")";
    const line = make("li", sentence(place) + where + " ");
    line.append(make("span", "score " + place[3].toFixed(2), "soft"));
    found.append(line);
  }
  inside.append(make("p", asked.found.length ? "Found, best first:" : "Nothing was found.", "soft"), found);
  if (asked.story) {
    inside.append(make("p", "The article: evidence on yellow and underlined, found sentences on blue, dotted and numbered.", "soft"));
    const box = story(asked);
    inside.append(box);
    requestAnimationFrame(() => {
      const first = box.querySelector("mark, .found");
      if (first) box.scrollTop = first.offsetTop - box.clientHeight / 3;
    });
  }
  return inside;
};
const list = document.getElementById("list");
const items = data.questions.map((asked) => {
  const item = make("details", null, "item");
  item.id = "q-" + asked.id;
  const line = make("summary");
  line.append(make("span", asked.stage || (asked.answerable ? "right" : "silent"), asked.stage ? "tag bad" : "tag"));
  line.append(asked.question + " ", make("span", asked.id, "id"));
  item.append(line);
  item.addEventListener("toggle", () => { if (item.open && item.childElementCount === 1) item.append(fill(asked)); });
  list.append(item);
  const words = [asked.question, asked.id, asked.category, ...asked.answers].join(" ").toLowerCase();
  return { item, words, stage: asked.stage || "nothing lost", category: asked.category };
});
const words = document.getElementById("words");
const choices = ["stage", "category"].map((name) => {
  const select = document.getElementById(name);
  const counts = new Map();
  for (const entry of items) counts.set(entry[name], 1 + (counts.get(entry[name]) || 0));
  for (const [value, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const option = make("option", value + " (" + count + ")");
    option.value = value;
    select.append(option);
  }
  select.addEventListener("change", () => filter());
  return [name, select];
});
const filter = () => {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of items) {
    const fits = wanted.every((word) => entry.words.includes(word))
      && choices.every(([name, select]) => !select.value || entry[name] === select.value);
    entry.item.hidden = !fits;
    shown += fits;
  }
  document.getElementById("count").textContent = shown + " of " + items.length + " questions";
};
words.addEventListener("input", filter);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
filter();
const follow = () => {
  const linked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked && linked.classList.contains("item")) { linked.open = true; linked.scrollIntoView(); }
};
addEventListener("hashchange", follow);
follow();
root.dataset.questions = String(items.length);
