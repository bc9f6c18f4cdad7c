import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const DEVELOPMENT = 'cdx:npm:package:development';

/**
 * What comes with the package, as CycloneDX: what npm installs with it, and what only builds it but whose code is in it.
 * The same sources give the same bill, whenever and wherever: nothing of the place or the time is in it.
 *
 * @param bundled the folders of the packages whose code is in `dist/`
 */
export function billOfMaterials(bundled) {
  const { name, version } = packageIn('.');
  const { bomFormat, specVersion, metadata, components, dependencies } = JSON.parse(
    execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
      maxBuffer: 2 ** 26,
    }),
  );
  const inside = new Set(bundled.map(packageIn).map((each) => `${each.name}@${each.version}`));
  const isBundled = (component) => inside.has(`${component.name}@${component.version}`);
  const isInstalled = ({ properties }) => !properties.some((property) => property.name === DEVELOPMENT);
  const kept = components.filter((component) => isInstalled(component) || isBundled(component)).map(withoutPlace);
  const known = new Set([...kept.map((component) => component['bom-ref']), `${name}@${version}`]);
  return {
    bomFormat,
    specVersion,
    version: 1,
    metadata: { lifecycles: metadata.lifecycles, component: withoutPlace({ ...metadata.component, name }) },
    components: kept,
    dependencies: dependencies
      .filter(({ ref }) => known.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => known.has(each)) })),
  };
}

/** The bill as a list for people: a package in a line, with its licence. */
export function licenceList({ components }) {
  const lines = components.map(
    ({ name, version, licenses }) => `${name} ${version}  ${(licenses ?? []).map(licenceOf).join(' and ') || 'unknown'}`,
  );
  return `${lines.join('\n')}\n`;
}

function packageIn(folder) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
}

function licenceOf({ license, expression }) {
  return expression ?? license.id ?? license.name;
}

/**
 * Where a package was fetched from is no property of it; and what only builds is not optional where its code is shipped. Without a scope it is
 * required (CycloneDX 1.5, component.scope).
 */
function withoutPlace(component) {
  const { properties, scope, ...kept } = component;
  delete kept.externalReferences;
  const isOptional = scope === 'optional' && !properties.some((property) => property.name === DEVELOPMENT);
  return isOptional ? { ...kept, scope } : kept;
}
