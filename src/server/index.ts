export { makeToken, tokenMembers } from './access/token-keeper.ts';
export { hashPassword } from './access/password-hash.ts';
export { bindingOf } from './binding.ts';
export { HttpService } from './http-service.ts';
export type { MonitorAnswer, MonitorPort } from './ports.ts';
