import type { Format } from './format.ts';

/** What the programs write at the top of their dumps. */
const HEADERS = [
  ['postgresql', /^-- PostgreSQL database (?:cluster )?dump/m],
  ['mysql', /^-- (?:MySQL|MariaDB) dump /m],
  ['sqlite', /^PRAGMA foreign_keys=OFF;\s+BEGIN TRANSACTION;/m],
] as const;

/** What only one engine's dumps say, for those without a header. */
const HABITS = [
  [
    'postgresql',
    /^(?:COPY \S+ .*FROM stdin;|SET (?:statement_timeout|client_encoding|standard_conforming_strings)\b|CREATE TABLE public\.)/im,
  ],
  ['mysql', /^(?:\/\*!\d{5} SET |CREATE TABLE (?:IF NOT EXISTS )?`|INSERT INTO `|LOCK TABLES `|DROP TABLE IF EXISTS `)/im],
  ['sqlite', /^(?:BEGIN TRANSACTION;|PRAGMA |\.\w+)/m],
] as const;

/** SQL in words of one of the engines. */
export function sqlDump(head: Buffer): Format | null {
  if (head.includes(0)) return null;
  const text = head.toString('latin1');
  const [dialect] = [...HEADERS, ...HABITS].find(([, words]) => words.test(text)) ?? [];
  if (dialect === undefined) return null;
  const [, from = null] =
    /^-- (?:Dumped from database version|Server version)\s+(\S+)/m.exec(text) ?? /^-- MySQL dump .*Distrib\s+([^\s,]+)/m.exec(text) ?? [];
  return { kind: 'sql', dialect, from };
}
