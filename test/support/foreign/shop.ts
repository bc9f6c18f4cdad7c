import type { ForeignWorld } from './foreign-world.ts';

/** Planted faults stand at the end of each table; what comes before looks like some and is none. */
export const shop: ForeignWorld = {
  name: 'shop',
  tables: ({ time }) => [
    'create table "User" ("id" varchar(30) primary key, "email" varchar(100))',
    `create table "Order" ("id" varchar(30) primary key, "userId" varchar(30), "status" varchar(20), "totalCents" integer,
      "paidAt" ${time}, "shippedAt" ${time})`,
    'create table "Product" ("id" varchar(30) primary key, "group" integer not null, "select" integer)',
    `create table "OrderItem" ("orderId" varchar(30) not null, "line" integer not null, "productId" varchar(30), "group" integer,
      "unitPrice" integer not null, "quantity" integer not null, "currency" varchar(3), primary key ("orderId", "line"))`,
    `insert into "User" values ('u1', 'ann@example.org'), ('u2', 'BEN@example.ORG'), ('u3', null), ('u4', 'cleo@example.org'),
      ('u5', 'cleo@example.org'), ('u6', 'no address'), ('u7', 'dan@example.org, dan@example.com'), ('u8', 'eve@example.org
')`,
    `insert into "Order" values
      ('o1', 'u1', 'PAID', 2500, '2026-01-01 10:00:00', null),
      ('o2', 'u2', 'SHIPPED', 0, '2026-01-01 10:00:00', '2026-01-01 10:00:00'),
      ('o3', null, 'DRAFT', 0, null, '2026-01-01 10:00:00'),
      ('o4', null, 'PAID', 0, null, null),
      ('o5', 'gone', 'PAID', 0, null, null),
      ('o6', 'u1', 'paid', 0, null, null),
      ('o7', 'u2', 'PAID', 1999, null, null),
      ('o8', 'u1', 'SHIPPED', null, '2026-01-02 10:00:00', '2026-01-01 23:00:00')`,
    `insert into "Product" values ('p1', 1, 2), ('p2', 1, null), ('p3', 2, 0), ('p4', 2, 1)`,
    `insert into "OrderItem" values
      ('o1', 1, 'p1', 1, 1000, 2, 'EUR'), ('o1', 2, 'p1', null, 500, 1, null),
      ('o7', 1, 'p2', 1, 1000, 2, 'usd'), ('o7', 2, 'p2', 2, 0, 1, 'gbp')`,
  ],
  found: {
    'user-email-unique': [{ email: 'cleo@example.org' }],
    'user-email-matches': [{ id: 'u6' }, { id: 'u7' }, { id: 'u8' }],
    'order-user-id-not-null': [{ id: 'o4' }],
    'order-user-id-reference': [{ id: 'o5' }],
    'order-status-allowed-values': [{ id: 'o6' }],
    'order-total-cents-total': [{ id: 'o7' }, { id: 'o8' }],
    'order-paid-at-shipped-at-date-order': [{ id: 'o8' }],
    'order-item-product-id-group-reference': [{ orderId: 'o7', line: 2 }],
    'order-item-currency-allowed-values': [{ orderId: 'o7', line: 2 }],
    'product-select': [{ id: 'p4' }],
  },
};
