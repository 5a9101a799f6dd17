import CPostgres
import SQL

/// The types of PostgreSQL that our columns and expressions have, by their fixed numbers.
enum TypeID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let numeric: UInt32 = 1700
    static let void: UInt32 = 2278
    static let tsvector: UInt32 = 3614
}

extension SQLValue {
    /// The type a parameter is declared with; 0 lets the server find it out, which it does for
    /// nearly every NULL.
    var typeID: UInt32 {
        switch self {
        case .null: 0
        case .integer: TypeID.int8
        case .double(let number): number.isNaN ? 0 : TypeID.float8
        case .text: TypeID.text
        case .blob: TypeID.bytea
        }
    }
}

/// The binary values of one statement's parameters, in one piece of memory.
struct Parameters {
    /// One byte first, so that even empty values have an address.
    private var bytes: [UInt8] = [0]
    private var places: [Range<Int>?] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let number): append(UInt64(bitPattern: number))
            case .double(let number): append(number.bitPattern)
            case .text(let text): bytes.append(contentsOf: text.storable.utf8)
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
            places.append(value.typeID == 0 ? nil : start..<bytes.count)
        }
    }

    private mutating func append(_ bits: UInt64) {
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Calls libpq with count, values, lengths and formats.
    func withPointers<T>(
        _ body: (
            CInt, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?
        ) -> T
    ) -> T {
        bytes.withUnsafeBytes { memory in
            let start = memory.bindMemory(to: CChar.self).baseAddress
            let pointers = places.map { place in
                place.flatMap { start?.advanced(by: $0.lowerBound) }
            }
            let lengths = places.map { CInt($0?.count ?? 0) }
            let formats = [CInt](repeating: 1, count: places.count)
            return body(CInt(places.count), pointers, lengths, formats)
        }
    }
}
