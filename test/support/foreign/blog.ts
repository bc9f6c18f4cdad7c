import type { ForeignWorld } from './foreign-world.ts';

/** Planted faults stand at the end of each table; what comes before looks like some and is none. */
export const blog: ForeignWorld = {
  name: 'blog',
  tables: ({ time }) => [
    'create table users (id bigint primary key, email varchar(100), posts_count integer)',
    `create table posts (id bigint primary key, user_id bigint, title varchar(100), slug varchar(100), status integer, comments_count integer,
      created_at ${time}, published_at ${time}, updated_at ${time})`,
    'create table comments (id bigint primary key, post_id bigint, parent_id bigint, approved integer not null)',
    'create table taggings (post_id bigint not null, tag varchar(30) not null)',
    `insert into users values (1, 'ann@example.org', 2), (2, 'ben@example.org', 0), (3, null, 1), (4, null, 0),
      (5, 'Ann@Example.org', 0), (6, 'cleo@example.org', 3), (7, 'dan@example.org', null)`,
    `insert into posts values
      (1, 1, 'First', 'first', 0, 1, '2026-01-01 10:00:00', null, '2026-01-01 10:00:00'),
      (2, 1, 'Second', 'the-2nd-one', 2, 0, '2026-01-02 10:00:00', '2026-01-02 10:00:00', '2026-01-03 10:00:00'),
      (3, null, 'No author', 'x', null, 0, null, null, null),
      (4, 3, null, 'no-title', 1, 0, null, null, null),
      (5, 99, 'Lost', 'lost', 1, 0, null, null, null),
      (6, 6, 'Status', 'status', 3, 0, null, null, null),
      (7, null, 'Slug', 'no--slug', 1, 0, null, null, null),
      (8, 6, 'Slug', 'Slug', 1, 0, null, null, null),
      (9, null, 'Count', 'count', 1, 2, null, null, null),
      (10, null, 'Times', 'times', 1, 0, '2026-01-05 10:00:00', null, '2026-01-04 10:00:00'),
      (11, null, 'Times', 'times', 1, 0, '2026-01-05 10:00:00', '2026-01-05 09:59:59', '2026-01-06 10:00:00')`,
    `insert into comments values (1, 1, null, 1), (2, 1, 1, 0), (3, 9, 1, 1), (4, 9, 77, 0)`,
    `insert into taggings values (1, 'a'), (1, 'b'), (2, 'a'), (2, 'c'), (2, 'c'), (2, 'c'), (98, 'a')`,
  ],
  found: {
    'users-email-unique': [{ email: 'ann@example.org' }],
    'users-posts-count-counter': [{ id: 6 }, { id: 7 }],
    'posts-title-slug-not-null': [{ id: 4 }],
    'posts-user-id-reference': [{ id: 5 }],
    'posts-status-allowed-values': [{ id: 6 }],
    'posts-slug-matches': [{ id: 7 }, { id: 8 }],
    'posts-comments-count-counter': [{ id: 9 }],
    'post-times': [{ id: 10 }, { id: 11 }],
    'comments-parent-id-reference': [{ id: 4 }],
    'taggings-post-id-tag-unique': [{ post_id: 2, tag: 'c' }],
    'tagging-post': [{ post_id: 98, tag: 'a' }],
  },
};
