"""Runs one query of rfm sql on an engine that is a Python package.

query.py make DIR                       nasty.parquet, nasty.csv and postgres.csv
query.py duckdb DIR OUT < SQL           the answer as OUT, .csv or .parquet
query.py clickhouse DIR OUT < SQL       on a table `nasty` of DIR/nasty.parquet
"""
import os
import sys

command, folder = sys.argv[1:3]
if command == 'clickhouse':
    from chdb import session
    db = session.Session()
    if os.path.exists(folder + '/nasty.parquet'):
        db.query("""create database d; create table d.nasty (customer_id Nullable(String), order_id Nullable(String),
            ts Nullable(DateTime64(6, 'UTC')), ts_local Nullable(DateTime64(6, 'UTC')), amount Nullable(Decimal(12, 2)),
            quantity Nullable(Int64), unit_price Nullable(Decimal(10, 3)), price_double Nullable(Float64))
            engine = MergeTree order by tuple()""")
        db.query("insert into d.nasty select * from file('" + folder + "/nasty.parquet', Parquet)")
    answer = db.query(sys.stdin.read().rstrip().rstrip(';'), 'CSVWithNames' if sys.argv[3].endswith('.csv') else 'Parquet')
    open(sys.argv[3], 'wb').write(answer.bytes())
else:
    import duckdb
    db = duckdb.connect()
    if command == 'make':
        db.execute("set TimeZone = 'UTC'")
        db.execute(open(os.path.dirname(__file__) + '/nasty.sql').read().replace('{dir}', folder))
        db.execute("copy (from '" + folder + "/nasty.parquet') to '" + folder + "/postgres.csv' (header, nullstr '\\N')")
    else:
        db.execute("set TimeZone = 'Asia/Tokyo'")  # a query that trusts the zone of the session fails
        db.execute("copy (" + sys.stdin.read().rstrip().rstrip(';') + ") to '" + sys.argv[3] + "'"
                   + (" (header)" if sys.argv[3].endswith('.csv') else " (format parquet)"))
