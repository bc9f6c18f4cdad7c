export { makeToken, tokenMembers } from './access/token-keeper.ts';
export { askProvider } from './access/oidc/ask-provider.ts';
export { hashPassword } from './access/password-hash.ts';
export { bindingOf } from './binding.ts';
export type { BindingFlags } from './binding.ts';
export { HttpService } from './http-service.ts';
export { NewsBook } from './news-book.ts';
export type { MonitorAnswer, MonitorPort, NamedDatabase } from './ports.ts';
