// Makes the forms of the settings quicker; each works without it.
const PAUSE_MS = 400;
const form = document.querySelector("#template-form");

if (form) {
  const sources = [...form.querySelectorAll("[data-source]")];
  let last = sources[0];
  let waiting = 0;
  let asked = 0;

  // The text that is written in is the one that is shown.
  const show = async () => {
    const number = (asked += 1);
    const answer = await fetch("/live/render", { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const { html } = await answer.json();
    const place = document.querySelector("#preview");
    if (place.dataset.said === html) return;
    place.dataset.said = html;
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(show, PAUSE_MS); };
  const follow = (source) => {
    last = source;
    const choice = form.querySelector("#preview-lang");
    if ([...choice.options].some(({ value }) => value === source.lang)) choice.value = source.lang;
  };

  for (const source of sources) source.addEventListener("focus", () => follow(source));
  form.addEventListener("input", later);
  for (const button of form.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
      last.focus();
      later();
    });
  }
}
