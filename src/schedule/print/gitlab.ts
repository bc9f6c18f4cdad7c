import { shellLine, type EntryPrinter } from './printed-job.ts';

/** Jobs for GitLab, and the calls that make their schedules. */
export const gitlab: EntryPrinter = (jobs) => `# .gitlab-ci.yml
${jobs
  .map(
    ({ args, word }) => `peerquest-audit-${word}:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $AUDIT_JOB == ${JSON.stringify(word)}
  script:
    - npm ci
    - ${JSON.stringify(shellLine(['npx', 'peerquest-audit', ...args]))}
`,
  )
  .join('')}# The schedules, made once; DATABASE_URL and PEERQUEST_AUDIT_STORE are masked variables of the project.
${jobs
  .flatMap(({ job, word }) => [
    `# curl --request POST --header "PRIVATE-TOKEN: $TOKEN" "$CI_API_V4_URL/projects/$CI_PROJECT_ID/pipeline_schedules" --form ref=main ${shellLine(['--form', `description=${word}`, '--form', `cron=${job.cron}`, '--form', `cron_timezone=${job.timeZone}`])}`,
    `# curl --request POST --header "PRIVATE-TOKEN: $TOKEN" "$CI_API_V4_URL/projects/$CI_PROJECT_ID/pipeline_schedules/ID/variables" --form key=AUDIT_JOB ${shellLine(['--form', `value=${word}`])}`,
  ])
  .join('\n')}`;
