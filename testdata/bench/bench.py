#!/usr/bin/env python3
"""Measure `rfm score` against DuckDB on customer ids of many shapes, and print the table of docs/performance.md.

    pip install duckdb
    testdata/bench/bench.py generate DIR [--rows 20000000] [--customers 1000000] [--shapes uuid,email]
    testdata/bench/bench.py run DIR [--rfm ./rfm] [--pairs 5] [--shapes uuid,email] [--formats csv,parquet]

`run` starts whole processes in turns, DuckDB, rfm, DuckDB, rfm, since machines are noisy, and prints medians of wall time,
processor time and peak memory. Both results are compared: all customers, first and last day, orders and amounts.
It needs Linux or macOS.
"""
import argparse
import csv
import datetime
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

# Each shape: the customer's id and the order's id in SQL, of the numbers c and i, and the order of the rows.
UUID = ("left(md5({0}), 8) || '-' || substr(md5({0}), 9, 4) || '-4' || substr(md5({0}), 14, 3) || '-a' ||"
        " substr(md5({0}), 18, 3) || '-' || substr(md5({0}), 21, 12)").format("c::varchar")
SHAPES = {
    "sales": ("'C' || lpad(c::varchar, 8, '0')", "i", ""),
    "uuid": (UUID, "left(md5(i::varchar), 20)", ""),
    "sparse": ("6000000000000 + hash(c) % 900000000000", "4000000000000 + hash(i) % 900000000000", "order by order_date"),
    "email": ("'first' || c || '.last@mail' || c % 7 || '.example.com'", "'A-' || hash(i)", ""),
    "phone": ("'+49' || 1500000000 + hash(c) % 8000000000", "i", ""),
    "dated": ("'CU-' || strftime(date '2015-01-01' + (c % 3000)::int, '%Y%m%d') || '-' || c", "'2024/' || i", ""),
    "mixed": ("case c % 4 when 0 then c::varchar when 1 then 'web-' || md5(c::varchar) when 2 then 'shop' || c"
              " else 'a customer with a long name, number ' || c end", "hash(i)", ""),
    "chinese": ("'客户' || chr((19968 + c % 5000)::int) || chr((20000 + c // 5000)::int)", "i", ""),
    # Nearly as many customers as rows.
    "many": ("'customer' || (hash(i) % 1000000000) || '@example.com'", "i", ""),
}

TABLE = """
create temp table numbers as
select i, floor({customers} * power(hash(i) % 1000003 / 1000003.0, 2.5))::bigint as c,
       timestamp '2022-01-01' + interval (hash(i * 7 + 1) % 94608000) second as order_date,
       (((hash(i * 13 + 5) % 1000000) / 1000000.0) ** 3 * 500 + 1)::decimal(10, 2) as amount,
       'S' || (hash(i * 3) % 200)::varchar as store,
       'product name ' || (hash(i * 11) % 5000)::varchar as product
from range({rows}) t(i)
"""

SCORE = """
create temp table customers as
select customer_id, min(order_date)::date as first_order_date, max(order_date)::date as last_order_date,
       {orders} as orders, sum(amount) as monetary
from {input} group by customer_id;
create temp table recent as
select *, date_diff('day', last_order_date, (select max(last_order_date) from customers)) as recency_days from customers;
create temp table cuts as
select quantile_cont(recency_days, [.2, .4, .6, .8]) as r, quantile_cont(orders, [.2, .4, .6, .8]) as f,
       quantile_cont(monetary, [.2, .4, .6, .8]) as m
from recent;
copy (
  select customer_id, first_order_date, last_order_date, recency_days, orders, monetary,
         5 - len(list_filter(r, lambda x: recency_days > x)) as r_score,
         1 + len(list_filter(f, lambda x: orders > x)) as f_score,
         1 + len(list_filter(m, lambda x: monetary > x)) as m_score
  from recent, cuts order by customer_id::varchar
) to '{output}' (header)
"""


def generate(a):
    import duckdb

    folder = pathlib.Path(a.dir)
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(TABLE.format(rows=a.rows, customers=a.customers))
    for shape in a.shapes:
        customer, order, sort = SHAPES[shape]
        select = (f"select {order} as order_id, {customer} as customer_id, order_date, amount, store, product "
                  f"from numbers {sort}")
        con.execute(f"copy ({select}) to '{folder / shape}.csv' (header)")
        codec = "snappy" if shape == "sales" else "zstd"
        con.execute(f"copy ({select}) to '{folder / shape}.parquet' (format parquet, compression {codec})")


def duckdb_score(a):
    import duckdb

    read = f"read_csv('{a.input}', types = {{'amount': 'decimal(10, 2)'}})" if a.input.endswith(".csv") else f"'{a.input}'"
    orders = "count(distinct order_id)" if a.count == "orders" else "count(*)"
    con = duckdb.connect(config={"threads": a.threads} if a.threads else {})
    for statement in SCORE.format(input=read, orders=orders, output=a.output).split(";"):
        con.execute(statement)


def measure(command):
    """Wall seconds, processor seconds and peak MiB of a process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(f"{' '.join(command)}: {message.decode()}")
    unit = 1 << 20 if platform.system() == "Darwin" else 1 << 10
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit


def customers(path):
    with open(path, newline="") as file:
        return {row["customer_id"]: tuple(row[c] for c in ("first_order_date", "last_order_date", "orders", "monetary"))
                for row in csv.DictReader(file)}


def run(a):
    import duckdb

    version = subprocess.run([a.rfm, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"{datetime.date.today()}, {platform.platform()}, {os.cpu_count()} cores, DuckDB {duckdb.__version__}, {version};",
          f"medians of {a.pairs} pairs in turns\n")
    print("| file | --count | DuckDB | rfm | DuckDB / rfm | CPU seconds of both | MiB of both |\n|---|---|---|---|---|---|---|")
    folder = pathlib.Path(a.dir)
    theirs, ours = folder / "duckdb-out.csv", folder / "rfm-out.csv"
    for shape in a.shapes:
        for form in a.formats:
            for count in ("rows", "orders"):
                source = folder / f"{shape}.{form}"
                both = (
                    [sys.executable, __file__, "duckdb", str(source), str(theirs), "--count", count,
                     *(["--threads", str(a.threads)] if a.threads else [])],
                    [a.rfm, "score", "-q", str(source), "--count", count, "-o", str(ours)],
                )
                for command in both:
                    measure(command)  # the file into the cache
                if a.compare and customers(theirs) != customers(ours):
                    sys.exit(f"{source}: the results differ")
                runs = [[measure(command) for command in both] for _ in range(a.pairs)]
                duck, rfm = ([statistics.median(r[k][i] for r in runs) for i in range(3)] for k in range(2))
                ratio = statistics.median(r[0][0] / r[1][0] for r in runs)
                print(f"| {source.name} | {count} | {duck[0]:.2f} s | {rfm[0]:.2f} s | {ratio:.2f} | {duck[1]:.1f}, {rfm[1]:.1f} "
                      f"| {duck[2]:.0f}, {rfm[2]:.0f} |", flush=True)
    theirs.unlink(missing_ok=True)
    ours.unlink(missing_ok=True)


def names(text):
    return text.split(",")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)
p = commands.add_parser("generate")
p.add_argument("dir")
p.add_argument("--rows", type=int, default=20_000_000)
p.add_argument("--customers", type=int, default=1_000_000)
p.add_argument("--shapes", type=names, default=list(SHAPES))
p.set_defaults(run=generate)
p = commands.add_parser("run")
p.add_argument("dir")
p.add_argument("--rfm", default="rfm")
p.add_argument("--pairs", type=int, default=5)
p.add_argument("--shapes", type=names, default=list(SHAPES))
p.add_argument("--formats", type=names, default=["csv", "parquet"])
p.add_argument("--threads", type=int)
p.add_argument("--no-compare", dest="compare", action="store_false")
p.set_defaults(run=run)
p = commands.add_parser("duckdb")
p.add_argument("input")
p.add_argument("output")
p.add_argument("--count", default="orders")
p.add_argument("--threads", type=int)
p.set_defaults(run=duckdb_score)
arguments = parser.parse_args()
arguments.run(arguments)
