import { inUtc } from './in-utc.ts';
import { shellLine, utcNote, type EntryPrinter } from './printed-job.ts';

/** A workflow for GitHub, which knows UTC only. */
export const github: EntryPrinter = (jobs, { now }) => `# .github/workflows/peerquest-audit.yml
${jobs.flatMap(({ job }) => utcNote(job, now).map((note) => `${note}\n`)).join('')}name: PeerQuest Audit
on:
  schedule:
${[...new Set(jobs.map(({ job }) => `    - cron: ${JSON.stringify(inUtc(job, now).cron)}`))].join('\n')}
permissions:
  contents: read
jobs:
${jobs
  .map(
    ({ job, args, word }) => `  ${word}:
    if: github.event.schedule == '${inUtc(job, now).cron}'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - run: ${JSON.stringify(literal(shellLine(['npx', 'peerquest-audit', ...args])))}
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
          PEERQUEST_AUDIT_STORE: \${{ secrets.PEERQUEST_AUDIT_STORE }}
`,
  )
  .join('')}`;

/** A text in which GitHub finds no expression. */
const literal = (text: string): string => text.replaceAll('${{', "${{ '${{' }}");
