export { HEALTH_TYPE, healthJson, healthStatus } from './health-json.ts';
export type { Health, HealthPart, Standing } from './health.ts';
export { otlpMetrics } from './otlp.ts';
export { otlpSettings } from './otlp-settings.ts';
export type { OtlpSettings } from './otlp-settings.ts';
export { Monitor } from './monitor.ts';
export type { HealthRules } from './monitor.ts';
export type { KnownCheck, MonitoredDatabase, MonitorSources } from './sources.ts';
