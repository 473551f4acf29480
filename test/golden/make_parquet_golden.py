"""Writes the Parquet files of test/tabular/parquet.test.ts and damaged-parquet.test.ts with Apache Arrow:

    python3 test/golden/make_parquet_golden.py

Made with pyarrow 25.0.1. What they hold stands in the test.
"""

import datetime as dt
import decimal
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent / "parquet"


def write(name, table, **options):
    pq.write_table(table, FOLDER / f"{name}.parquet", store_schema=False, **options)


def at(minute):
    return dt.datetime(2026, 11, 20, 12, minute)


# One value of each type, a missing one, and one at the edge.
TYPES = pa.table({
    "int32": pa.array([21, None, -(2**31)], pa.int32()),
    "int64": pa.array([21, None, 2**62 + 1], pa.int64()),
    "uint64": pa.array([21, None, 2**64 - 1], pa.uint64()),
    "uint8": pa.array([21, None, 255], pa.uint8()),
    "float": pa.array([21.5, None, float("nan")], pa.float32()),
    "double": pa.array([21.5, None, float("nan")], pa.float64()),
    "half": pa.array([21.5, None, -0.5], pa.float16()),
    "decimal9": pa.array([decimal.Decimal("21.5"), None, decimal.Decimal("-0.5")], pa.decimal128(9, 1)),
    "decimal18": pa.array([decimal.Decimal("21.50"), None, decimal.Decimal("-0.05")], pa.decimal128(18, 2)),
    "decimal38": pa.array(
        [decimal.Decimal("21"), None, decimal.Decimal("-12345678901234567890")], pa.decimal128(38, 0)
    ),
    "truth": pa.array([True, None, False]),
    "text": pa.array(["pump-3", None, "°C"]),
    "category": pa.array(["pump-3", None, "pump-4"]).dictionary_encode(),
    "bytes": pa.array([b"pump-3", None, b"\xff\x00"]),
    "fixed": pa.array([b"ab", None, b"\xff\x00"], pa.binary(2)),
    "date": pa.array([dt.date(2026, 11, 20), None, dt.date(1969, 12, 31)]),
    "millis": pa.array([at(30), None, dt.datetime(1969, 12, 31, 23, 59, 59, 999000)], pa.timestamp("ms", "UTC")),
    "micros": pa.array([at(30), None, dt.datetime(1969, 12, 31, 23, 59, 59, 999999)], pa.timestamp("us")),
    "nanos": pa.array([1795177800123456789, None, -1], pa.timestamp("ns")),
    "clock": pa.array([dt.time(12, 5, 7, 250000), None, dt.time(0, 0)], pa.time64("us")),
    "seconds": pa.array([dt.time(12, 5, 7), None, dt.time(23, 59, 59, 999000)], pa.time32("ms")),
    "none": pa.array([None, None, None], pa.null()),
})
write("types", TYPES)
write("int96", TYPES.select(["nanos", "double"]), use_deprecated_int96_timestamps=True)
write("no-rows", TYPES.slice(0, 0))

ROWS = pa.table({
    "source": pa.array([f"pump-{i % 2}" for i in range(10)]),
    "timestamp": pa.array([at(i) for i in range(10)], pa.timestamp("us")),
    "temp": pa.array([20 + i / 2 if i != 5 else None for i in range(10)]),
    "flow": pa.array([[5, 7, 6][i % 3] for i in range(10)]),
    "label": pa.array([int(i == 7) for i in range(10)]),
})
write("groups", ROWS, row_group_size=4)
write("checksums", ROWS, write_page_checksum=True, compression="none", use_dictionary=False)
write("pages", ROWS, data_page_size=1, write_page_index=True, max_rows_per_page=2, use_dictionary=False)
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    write(f"packed-{codec}", ROWS, compression=codec)
write(
    "second-pages",
    ROWS,
    data_page_version="2.0",
    version="2.6",
    use_dictionary=False,
    compression="zstd",
    column_encoding={
        "source": "DELTA_BYTE_ARRAY",
        "timestamp": "DELTA_BINARY_PACKED",
        "temp": "BYTE_STREAM_SPLIT",
        "flow": "DELTA_BINARY_PACKED",
    },
)

# An observation in its full form: a struct, a map and a list.
FEATURES = [{"temp": 21.5, "flow": 5}, {"temp": None, "flow": 6}]
write("full", pa.table({
    "source": ["pump-3", "pump-4"],
    "timestamp": pa.array([at(0), at(1)], pa.timestamp("ms", "UTC")),
    "features": pa.array(FEATURES, pa.struct([("temp", pa.float64()), ("flow", pa.int64())])),
    "labels": pa.array([[("label", "0")], [("label", "1")]], pa.map_(pa.string(), pa.string())),
    "ignored": [1, 2],
}))
write("map", pa.table({
    "source": ["pump-3", "pump-4"],
    "features": pa.array([[("temp", 21.5)], [("flow", 5)]], pa.map_(pa.string(), pa.float64())),
}))
write("nested", pa.table({
    "temp": [21.5, 22.0],
    "place": pa.array([{"site": "north", "floor": 2**60}, None], pa.struct([("site", pa.string()), ("floor", pa.int64())])),
    "last": pa.array([[1.5, 2.5], []], pa.list_(pa.float64())),
}))

# As Dask and Spark write beside the files of a data set.
metadata = pq.read_metadata(FOLDER / "groups.parquet")
metadata.set_file_path("part-0.parquet")
metadata.write_metadata_file(FOLDER / "summary.parquet")
