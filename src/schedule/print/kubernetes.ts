import { withoutEnd } from '../../model/index.ts';
import { toolVersion } from '../../tool-version.ts';
import type { EntryPrinter } from './printed-job.ts';

/** A CronJob for each job. A text of JSON is one of YAML. */
export const kubernetes: EntryPrinter = (jobs) =>
  jobs
    .map(
      ({ job, args, word }) => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${JSON.stringify(withoutEnd(`peerquest-audit-${word.toLowerCase().replaceAll('_', '-')}`.slice(0, 52), /-/))}
spec:
  schedule: ${JSON.stringify(job.cron)}
  timeZone: ${JSON.stringify(job.timeZone)}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 86400
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: audit
              # Your image with the tool in it.
              image: ${JSON.stringify(`peerquest-audit:${toolVersion}`)}
              args: ${JSON.stringify(args)}
              # DATABASE_URL and PEERQUEST_AUDIT_STORE: the store must outlive the pod.
              envFrom:
                - secretRef:
                    name: peerquest-audit
`,
    )
    .join('---\n');
