import { UsageError } from '../errors.ts';
import { INVISIBLE, printable } from '../model/index.ts';
import { leftOutHere, leftToPeople, headOf, inTheWayOf, openIn } from './as-sql.ts';
import type { Assessment, Prevention } from './assess.ts';

/** The Django application and model of a table, as Django names tables. */
function modelOf(table: string): readonly [app: string, model: string] {
  const gap = table.indexOf('_');
  if (gap < 1) return [table, table];
  return [table.slice(0, gap), table.slice(gap + 1)];
}

/** Columns that are foreign keys in the application's models lose their ending; `application_id` of a participant is none. */
const fieldOf = (column: string): string => column.replace(/_id$/, '');

const UNSEEN = new RegExp(`[${INVISIBLE}]`, 'gu');

/** A text as Python writes it: JSON's escapes are Python's, which has one for what JSON leaves and nobody sees. */
const python = (text: string): string =>
  JSON.stringify(text).replace(UNSEEN, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`);

/**
 * Migrations, one for each Django application, each under a line with the name that its file should have. What rows are in the way
 * of is commented out.
 *
 * @param app the only application to write for; null for all
 * @param again the words that call the tool again for this database
 * @throws UsageError for an application for which there is nothing to write
 */
export function asDjango(prevention: Prevention, app: string | null, again = 'peerquest-audit'): string {
  const open = openIn(prevention);
  const left = leftToPeople(prevention).map((sentence) => `# ${sentence}\n`);
  const apps = [...new Set(open.map(({ proposal }) => modelOf(proposal.spec.table)[0]))].sort();
  if (app !== null && !apps.includes(app)) {
    const known = apps.length === 0 ? 'no application lacks a constraint' : `there is something for ${apps.join(', ')}`;
    throw new UsageError('NOTHING_TO_PREVENT', `There is no constraint to make for "${printable(app)}": ${known}.`);
  }
  if (apps.length === 0) {
    if (left.length > 0) return left.join('');
    return `# ${prevention.isForeign ? leftOutHere(prevention) : 'Every constraint is there already.'}\n`;
  }
  const migrations = (app === null ? apps : [app])
    .map((label) =>
      migration(
        label,
        open.filter(({ proposal }) => modelOf(proposal.spec.table)[0] === label),
        prevention,
        again,
      ),
    )
    .join('\n\n');
  return migrations + (app === null ? left.join('') : '');
}

function migration(app: string, assessments: readonly Assessment[], { name, engine, lastMigrations }: Prevention, again: string): string {
  const last = lastMigrations.get(app);
  const number = String(Number(/^\d+/.exec(last ?? '')?.[0] ?? 0) + 1).padStart(4, '0');
  const usesChecks = assessments.some(({ proposal }) => proposal.spec.kind === 'check');
  const usesLower = assessments.some(
    ({ proposal: { spec }, inDjangosWords }) => spec.kind === 'unique' && spec.ignoresCase && inDjangosWords,
  );
  const inModels = assessments.some((assessment) => isAddConstraint(assessment) && assessment.state === 'ready');
  const lines = [
    `# ${printable(app)}/migrations/${number}_prevent_drift.py`,
    `# Printed by "peerquest-audit prevent" for "${printable(name)}" (${engine}). Nothing has been run.`,
    ...(last === undefined
      ? [`# The database does not tell the last migration of ${printable(app)}: put its name into dependencies.`]
      : []),
    ...(inModels
      ? ['# Put each AddConstraint into Meta.constraints of its model too: otherwise the next makemigrations takes it away again.']
      : []),
    ...(usesChecks ? ['import django'] : []),
    'from django.db import migrations, models',
    ...(usesLower ? ['from django.db.models.functions import Lower'] : []),
    '',
    ...(usesChecks
      ? ['# Django 5.1 renamed the argument of CheckConstraint.', 'CONDITION = "condition" if django.VERSION >= (5, 1) else "check"', '']
      : []),
    '',
    'class Migration(migrations.Migration):',
    `    dependencies = [(${python(app)}, ${python(last ?? '0001_initial')})]`,
    '',
    '    operations = [',
    ...inOrder(assessments).flatMap((assessment) => operation(assessment, again)),
    '    ]',
  ];
  return `${lines.join('\n')}\n`;
}

/** On SQLite, Django's own operations rebuild tables, which drops the triggers that the others make: those come last. */
function inOrder(assessments: readonly Assessment[]): readonly Assessment[] {
  return [...assessments.filter(isAddConstraint), ...assessments.filter((assessment) => !isAddConstraint(assessment))];
}

function isAddConstraint({ inDjangosWords, state }: Assessment): boolean {
  return inDjangosWords && state !== 'not-validated';
}

function operation(assessment: Assessment, again: string): readonly string[] {
  const { state } = assessment;
  const head = `# ${headOf(assessment)}`;
  const body = isAddConstraint(assessment) ? addConstraint(assessment) : runSql(assessment);
  const lines = state === 'blocked' ? [head, `# ${inTheWayOf(assessment, again)}`, ...body.map((text) => `# ${text}`)] : [head, ...body];
  return lines.map((text) => `        ${text}`);
}

function addConstraint({ proposal: { spec, django } }: Assessment): readonly string[] {
  const name = `name=${python(spec.name)}`;
  const constraint =
    spec.kind !== 'unique'
      ? `models.CheckConstraint(**{CONDITION: ${django}}, ${name})`
      : spec.ignoresCase
        ? `models.UniqueConstraint(${spec.columns.map((column) => `Lower(${python(column)})`).join(', ')}, ${name})`
        : `models.UniqueConstraint(fields=[${spec.columns.map((column) => python(fieldOf(column))).join(', ')}], ${
            spec.among === null ? '' : `condition=models.Q(${spec.among.column}=${python(spec.among.word)}), `
          }${name})`;
  return ['migrations.AddConstraint(', `    model_name=${python(modelOf(spec.table)[1])},`, `    constraint=${constraint},`, '),'];
}

/** For what Django's models say already and the database lacks, and for what Django cannot make on this engine. */
function runSql({ statements }: Assessment): readonly string[] {
  return [
    'migrations.RunSQL(',
    '    sql=[',
    ...statements.filter((statement) => !statement.startsWith('--')).map((statement) => `        ${python(statement)},`),
    '    ],',
    '    reverse_sql=migrations.RunSQL.noop,',
    '),',
  ];
}
