import { ChangeList, FindingList } from './lists.ts';
import { unpackRest } from './rest.ts';
import { searchBar } from './search-bar.ts';

// What the page can do besides being read: search and filter, rows beyond the first ones, copying a command, marking where one is.

const findings = new FindingList();
const changes = new ChangeList();

void unpackRest({
  changes: (lines) => changes.add(lines),
  still: (lines) => findings.addStill(lines),
  check: (id, lines) => findings.add(id, lines),
}).then(() => {
  changes.show();
  findings.show();
  searchBar(findings);
});

for (const button of document.querySelectorAll<HTMLElement>('button.copy')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(button.previousElementSibling?.textContent ?? '').then(() => {
      button.ariaLabel = 'Copied';
    });
  });
}

const links = [...document.querySelectorAll<HTMLAnchorElement>('.toc a')];
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links) {
        if (link.hash === `#${target.id}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    }
  },
  { rootMargin: '-20% 0px -75% 0px' },
);
for (const section of document.querySelectorAll('.sec')) seen.observe(section);
