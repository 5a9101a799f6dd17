import CPostgres
import SQL

extension SQLValue {
    /// Reads one field of a binary result.
    init(_ result: OpaquePointer, row: CInt, column: CInt) throws {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column)
        else {
            self = .null
            return
        }
        let length = Int(PQgetlength(result, row, column))
        let memory = UnsafeRawBufferPointer(start: start, count: length)
        switch PQftype(result, column) {
        case TypeID.int8: self = .integer(memory.bigEndian(Int64.self))
        case TypeID.int4: self = .integer(Int64(memory.bigEndian(Int32.self)))
        case TypeID.int2: self = .integer(Int64(memory.bigEndian(Int16.self)))
        case TypeID.oid: self = .integer(Int64(memory.bigEndian(UInt32.self)))
        case TypeID.bool: self = .integer(memory[0] == 0 ? 0 : 1)
        case TypeID.float8: self = .double(Double(bitPattern: memory.bigEndian(UInt64.self)))
        case TypeID.float4:
            self = .double(Double(Float(bitPattern: memory.bigEndian(UInt32.self))))
        case TypeID.text, TypeID.varchar, TypeID.bpchar, TypeID.name, TypeID.unknown:
            self = .text(String(decoding: memory, as: UTF8.self))
        case TypeID.bytea: self = .blob(Array(memory))
        case TypeID.numeric: self = SQLValue(numeric: memory)
        case TypeID.void: self = .null
        // An index of words; only who takes every column of a table meets it.
        case TypeID.tsvector: self = .blob(Array(memory))
        case let type:
            throw PostgresFailure(
                DatabaseError(.other, "PostgreSQL returned type \(type), which no column has."))
        }
    }

    /// Sums and averages of BIGINT are NUMERIC: whole ones become integers, as in SQLite.
    private init(numeric memory: UnsafeRawBufferPointer) {
        let count = Int(memory.bigEndian(Int16.self))
        let weight = Int(memory.bigEndian(Int16.self, at: 2))
        let sign = memory.bigEndian(UInt16.self, at: 4)
        let decimals = memory.bigEndian(Int16.self, at: 6)
        guard sign == 0 || sign == 0x4000 else {
            self = .null
            return
        }
        // Groups of four decimal digits, the first worth 10,000^weight; missing ones are zero.
        let groups = (0..<max(count, weight + 1)).map { group in
            group < count ? Int64(memory.bigEndian(Int16.self, at: 8 + 2 * group)) : 0
        }
        if decimals == 0, let whole = SQLValue.whole(groups.prefix(max(0, weight + 1))) {
            self = .integer(sign == 0 ? whole : -whole)
            return
        }
        var number = 0.0
        var divisor = 1.0
        for (place, group) in groups.enumerated() {
            number = number * 10_000 + Double(group)
            if place > weight { divisor *= 10_000 }
        }
        // Leading groups that a small number does not have.
        for _ in 0..<max(0, -1 - weight) { divisor *= 10_000 }
        self = .double((sign == 0 ? number : -number) / divisor)
    }

    private static func whole(_ groups: ArraySlice<Int64>) -> Int64? {
        var number: Int64 = 0
        for group in groups {
            let (scaled, isTooLarge) = number.multipliedReportingOverflow(by: 10_000)
            let (sum, isOver) = scaled.addingReportingOverflow(group)
            guard !isTooLarge, !isOver else { return nil }
            number = sum
        }
        return number
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func bigEndian<I: FixedWidthInteger>(_: I.Type, at offset: Int = 0) -> I {
        I(bigEndian: loadUnaligned(fromByteOffset: offset, as: I.self))
    }
}
