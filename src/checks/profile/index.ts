import type { Check } from '../define-check.ts';
import profileBanFields from './profile-ban-fields.ts';
import profileEmail from './profile-email.ts';
import profileExpiredBan from './profile-expired-ban.ts';
import profileJson from './profile-json.ts';
import profilePrivilege from './profile-privilege.ts';
import profileSuperuserUnverified from './profile-superuser-unverified.ts';
import profileUsername from './profile-username.ts';

/** Accounts: names, addresses, privileges, bans. In the order of the report. */
export const profileChecks: readonly Check[] = [
  profileEmail,
  profileUsername,
  profilePrivilege,
  profileSuperuserUnverified,
  profileExpiredBan,
  profileBanFields,
  profileJson,
];
