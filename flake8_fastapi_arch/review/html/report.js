"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Routes: sorted by a column, filtered by words, access and findings.
  const table = document.getElementById("routes-table");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const words = document.getElementById("routes-words");
    const access = document.getElementById("routes-access");
    const found = document.getElementById("routes-found");
    const count = document.getElementById("routes-count");
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

    const filter = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          wanted.every((word) => texts.get(row).includes(word)) &&
          (!access.value || row.dataset.access === access.value) &&
          (!found.checked || row.dataset.found !== "0");
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      count.textContent = `${shown} of ${rows.length} routes`;
    };
    for (const control of [words, access, found]) control.addEventListener("input", filter);

    const keyOf = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
    const compare = (a, b) => {
      const difference = Number(a) - Number(b);
      return Number.isNaN(difference) ? a.localeCompare(b) : difference;
    };
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      head.querySelector("button").addEventListener("click", () => {
        const falls = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
        const sorted = rows
          .map((row, order) => [keyOf(row, column), order, row])
          .sort(([a, i], [b, j]) => compare(a, b) * (falls ? -1 : 1) || i - j);
        body.append(...sorted.map(([, , row]) => row));
      });
    }
    filter();
  }

  // Issues: by impact and by words.
  const issues = all("article.issue");
  const search = document.getElementById("issues-words");
  const impacts = all("input[name=impact]");
  const told = document.getElementById("issues-count");
  if (search) {
    const texts = new Map(issues.map((issue) => [issue, issue.textContent.toLowerCase()]));
    const filter = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kinds = new Set(impacts.filter((box) => box.checked).map((box) => box.value));
      let shown = 0;
      for (const issue of issues) {
        const fits =
          kinds.has(issue.dataset.impact) &&
          wanted.every((word) => texts.get(issue).includes(word));
        issue.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      told.textContent = `${shown} of ${issues.length} kinds`;
    };
    for (const control of [search, ...impacts]) control.addEventListener("input", filter);
    filter();
  }

  // A link to an issue shows it, whatever is filtered.
  const show = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      target.hidden = false;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", show);

  for (const button of all("button[data-open]")) {
    button.addEventListener("click", () => {
      const parts = all("details", document.getElementById(button.dataset.open));
      const opens = parts.some((part) => !part.open);
      for (const part of parts) part.open = opens;
      button.setAttribute("aria-expanded", String(opens));
    });
  }

  // On paper everything is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
  });
})();
