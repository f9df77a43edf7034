'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const languages = Object.keys(data.languages);
  const one = selector => document.querySelector(selector), all = selector => [...document.querySelectorAll(selector)];
  const slider = one('input[type=range]'), output = one('output'), alert = one('.alert[role=status]');
  const last = data.weeks.length - 1, blocks = {};
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const asked = new URLSearchParams(location.hash.slice(1));  // as in #view=loop&week=52&lang=nl, for who embeds it
  let view = '', place = 0, language = languages[0], timer = 0, drawn = 0;

  async function unpack(name) {
    const raw = atob(one(`[data-block="${name}"]`).textContent);
    const bytes = Uint8Array.from(raw, letter => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return JSON.parse(await new Response(stream).text());
  }

  const block = name => blocks[name] ??= unpack(name);

  function markup({ tags, weeks }) {
    let week = Math.min(place, weeks.length - 1);
    while (weeks[week] === null) week -= 1;  // as the week before
    const at = languages.indexOf(language), row = Array.isArray(weeks[week][0]) ? weeks[week][at] : weeks[week];
    return row.map(number => Array.isArray(tags[number]) ? tags[number][at] : tags[number]).join('');
  }

  function sized(figure) {  // the smallest letters of a picture are 12 pixels at least; what is wider scrolls
    const svg = figure.querySelector('svg');
    if (!svg || figure.clientWidth === 0) return;
    const sizes = [...svg.querySelectorAll('text[font-size]')].filter(text => text.textContent.length > 1)
      .map(text => +text.getAttribute('font-size'));
    svg.style.minWidth = Math.ceil(svg.viewBox.baseVal.width * 12 / Math.min(12, ...sizes)) + 'px';
  }

  function point(figure, name) {  // a line through the week that is shown, in a picture of all weeks
    const where = data.cursors[name], svg = figure.querySelector('svg');
    if (!where || !svg) return;
    let line = svg.querySelector('.cursor');
    if (!line) {
      line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      for (const [key, value] of Object.entries({ class: 'cursor', stroke: '#1f2933', 'stroke-width': '1.6', fill: 'none' }))
        line.setAttribute(key, value);
      svg.append(line);
    }
    const [from, to, top, bottom] = where, [first, end] = data.span;
    const x = from + (to - from) * (data.weeks[place] - first) / Math.max(1, end - first);
    line.setAttribute('d', `M${x.toFixed(1)} ${top}V${bottom}`);
    line.dataset.week = data.weeks[place];
  }

  function read() {  // the values of the week
    const { head, rows } = data.languages[language].values, table = one('.reading table');
    const cell = (name, text, scope) => {
      const made = document.createElement(name);
      made.textContent = text;
      if (scope) made.scope = scope;
      return made;
    };
    const line = cells => { const made = document.createElement('tr'); made.append(...cells); return made; };
    table.replaceChildren(line(head.map(text => cell('th', text, 'col'))), ...rows.map(row =>
      line([cell('th', row.name, 'row'), ...['a', 'b', 'gap'].map(key => cell('td', row[key][place]))])));
  }

  async function draw() {
    const mine = ++drawn, words = data.languages[language];
    slider.value = place;
    slider.setAttribute('aria-valuetext', words.weeks[place]);
    output.textContent = words.weeks[place];
    document.documentElement.dataset.week = data.weeks[place];
    if (view === data.whole) read();
    for (const figure of all(`[data-view="${view}"] [data-picture]:not([hidden])`)) {
      const name = figure.dataset.picture;
      let text;
      try {
        text = markup(await block(name));
      } catch (problem) {
        alert.textContent = words.words.failed;
        alert.hidden = false;
        throw problem;
      }
      if (mine !== drawn) return;  // another week was asked for meanwhile
      if (figure.shown !== text) {
        figure.innerHTML = figure.shown = text;
        sized(figure);
      }
      point(figure, name);
    }
    document.documentElement.dataset.drawn = `${view} ${data.weeks[place]} ${language}`;
  }

  function go(to) {
    place = Math.max(0, Math.min(last, to));
    return draw();
  }

  function play(playing) {
    clearInterval(timer);
    timer = 0;
    if (playing) {
      if (place === last) place = 0;
      timer = setInterval(() => place < last ? go(place + 1) : play(false), still.matches ? 1000 : 250);
      draw();
    }
    one('[data-act=play]').textContent = data.languages[language].words[timer ? 'pause' : 'play'];
  }

  function look(wanted) {
    view = wanted;
    for (const tab of all('[data-tab]')) tab.setAttribute('aria-pressed', String(tab.dataset.tab === view));
    for (const panel of all('section.view')) panel.hidden = panel.dataset.view !== view;
    return draw();
  }

  function shade(wanted) {  // what the pictures that have a choice are coloured by
    for (const figure of all('[data-shade]')) figure.hidden = figure.dataset.shade !== wanted;
    for (const button of all('[data-choose]')) button.setAttribute('aria-pressed', String(button.dataset.choose === wanted));
  }

  function speak(wanted) {
    language = wanted;
    const { title, words, views, shades, pictures } = data.languages[language];
    document.documentElement.lang = language;
    document.title = one('h1').textContent = title;
    for (const node of all('[data-word]')) node.textContent = words[node.dataset.word];
    for (const node of all('[data-label]')) node.setAttribute('aria-label', words[node.dataset.label]);
    for (const name of ['first', 'back', 'next', 'last'])
      for (const key of ['aria-label', 'title']) one(`[data-act=${name}]`).setAttribute(key, words[name]);
    for (const tab of all('[data-tab]')) tab.textContent = views[tab.dataset.tab];
    for (const button of all('[data-choose]')) button.textContent = shades[button.dataset.choose];
    for (const head of all('.view > h2')) head.textContent = views[head.parentElement.dataset.view];
    for (const figure of all('[data-picture]')) figure.setAttribute('aria-label', pictures[figure.dataset.picture]);
    for (const text of all('.caption')) text.hidden = text.lang !== language;
    for (const button of all('button[data-language]')) button.setAttribute('aria-pressed', String(button.lang === language));
    play(Boolean(timer));
  }

  const acts = { play: () => play(!timer), first: () => go(0), back: () => go(place - 1), next: () => go(place + 1), last: () => go(last) };
  const keys = { ArrowLeft: 'back', ArrowRight: 'next', ' ': 'play' };
  for (const button of all('[data-act]'))
    button.addEventListener('click', () => { if (button.dataset.act !== 'play') play(false); acts[button.dataset.act](); });
  for (const tab of all('[data-tab]')) tab.addEventListener('click', () => look(tab.dataset.tab));
  for (const button of all('button[data-language]'))
    button.addEventListener('click', () => { speak(button.lang); draw(); });
  for (const button of all('[data-choose]'))
    button.addEventListener('click', () => { shade(button.dataset.choose); draw(); });
  slider.addEventListener('input', () => { play(false); go(+slider.value); });
  document.addEventListener('keydown', event => {  // where no control has its own use for the key
    const busy = event.target.closest('input, button, summary, a') || event.ctrlKey || event.altKey || event.metaKey;
    const scrolls = event.target.closest('.figure, pre');
    if (busy || (scrolls && scrolls.scrollWidth > scrolls.clientWidth) || !(event.key in keys)) return;
    event.preventDefault();
    if (event.key !== ' ') play(false);
    acts[keys[event.key]]();
  });
  addEventListener('resize', () => all(`[data-view="${view}"] [data-picture]`).forEach(sized));

  const wanted = [asked.get('lang'), ...navigator.languages.map(name => name.slice(0, 2))].filter(name => languages.includes(name));
  speak(wanted[0] ?? languages[0]);
  shade(Object.keys(data.languages[language].shades).includes(asked.get('shade')) ? asked.get('shade') : data.shade);
  const week = data.weeks.findIndex(number => number >= +(asked.get('week') ?? data.weeks[last]));
  place = week < 0 ? last : week;
  const tabs = all('[data-tab]').map(tab => tab.dataset.tab);
  look(tabs.includes(asked.get('view')) ? asked.get('view') : tabs[0]);
})();
