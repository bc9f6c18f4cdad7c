import * as z from 'zod';
import { ROLES } from '../../config/index.ts';
import { LONGEST_PASSWORD } from './password-hash.ts';

const SHORTEST = 12;

const isShort = (text: string): boolean => Buffer.byteLength(text) <= LONGEST_PASSWORD;

/** The name of somebody, as it is sent. */
export const personName = z.string().min(1).max(100);
/** A name for a new account. */
export const newName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u, 'a name is made of letters, digits and . _ @ + -');
/** A password, as it is sent. */
export const password = z.string().min(1).refine(isShort, `it has more than ${LONGEST_PASSWORD} bytes`);
/** A password for later. */
export const newPassword = z.string().min(SHORTEST).refine(isShort, `it has more than ${LONGEST_PASSWORD} bytes`);
export const role = z.enum(ROLES);
