-- A small shop that has nothing to do with PeerQuest: `sqlite3 shop.sqlite3 < schema.sql` makes it, with some drift in it.

create table customers (
  id integer primary key,
  email text not null unique,
  name text not null
);

create table products (
  id integer primary key,
  name text not null,
  stock integer not null
);

create table orders (
  id integer primary key,
  customer_id integer not null references customers (id),
  status text not null,
  total_cents integer not null,
  paid_at text,
  shipped_at text
);

create table order_lines (
  id integer primary key,
  order_id integer not null references orders (id),
  product_id integer not null references products (id),
  quantity integer not null,
  price_cents integer not null
);
create index order_lines_order on order_lines (order_id);

create table stock_movements (
  id integer primary key,
  product_id integer not null references products (id),
  quantity integer not null,
  reason text not null
);

insert into customers values
  (1, 'ann@example.org', 'Ann'),
  (2, 'ben@example.org', 'Ben'),
  (3, 'cleo@example.org', 'Cleo');

insert into products values
  (1, 'Kettle', 7),
  (2, 'Teapot', 4),
  (3, 'Cup', 20);

insert into stock_movements (product_id, quantity, reason) values
  (1, 10, 'delivery'), (1, -3, 'orders'),
  (2, 5, 'delivery'), (2, -2, 'orders'),
  (3, 24, 'delivery'), (3, -4, 'orders');
-- The teapot's stock says 4, its movements say 3.

insert into orders values
  (1, 1, 'shipped',   5900, '2026-03-01 09:00:00', '2026-03-02 08:00:00'),
  (2, 1, 'paid',      4000, '2026-03-03 10:00:00', null),
  (3, 2, 'shipped',   3500, null,                  '2026-03-04 08:00:00'),
  (4, 2, 'cancelled', 0,    null,                  null),
  (5, 3, 'placed',    1200, null,                  null),
  (6, 3, 'shipped',   2500, '2026-03-06 12:00:00', '2026-03-05 16:00:00');
-- Order 2 says 40.00, its lines say 45.00. Order 3 was shipped and never paid; order 6 was paid after it was shipped.

insert into order_lines (order_id, product_id, quantity, price_cents) values
  (1, 1, 2, 2500), (1, 3, 3, 300),
  (2, 2, 1, 3300), (2, 3, 4, 300),
  (3, 2, 1, 3500),
  (4, 3, 1, 300),
  (5, 3, 4, 300),
  (6, 1, 1, 2500);
