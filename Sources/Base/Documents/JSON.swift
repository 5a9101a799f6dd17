/// A JSON value whose objects keep their order: what documents, answers, events and API bodies
/// are made of. Own type, because Foundation's coders take 50 µs for a 1 kB answer and lose order.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    /// An ordered set of members; small by nature, so look-up walks the array.
    public struct Object: Hashable, Sendable {
        public struct Member: Hashable, Sendable {
            public var key: String
            public var value: JSON

            public init(key: String, value: JSON) {
                self.key = key
                self.value = value
            }
        }

        public var members: [Member]

        public init(_ members: [Member] = []) {
            self.members = members
        }

        public var isEmpty: Bool { members.isEmpty }
        public var count: Int { members.count }
        public var keys: [String] { members.map(\.key) }

        public subscript(key: String) -> JSON? {
            get { members.first { $0.key == key }?.value }
            set {
                let place = members.firstIndex { $0.key == key }
                switch (place, newValue) {
                case (let place?, let value?): members[place].value = value
                case (let place?, nil): members.remove(at: place)
                case (nil, let value?): members.append(Member(key: key, value: value))
                case (nil, nil): break
                }
            }
        }

        /// Adds a member known to be new, without looking for an old one.
        public mutating func append(_ key: String, _ value: JSON) {
            members.append(Member(key: key, value: value))
        }
    }
}

extension JSON {
    public static func integer(_ value: some BinaryInteger) -> JSON { .number(Double(value)) }

    /// `.null` for nil: what an optional column looks like outside.
    public static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    public static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

    public var isNull: Bool { self == .null }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var number: Double? { if case .number(let value) = self { value } else { nil } }
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var object: Object? { if case .object(let value) = self { value } else { nil } }

    /// The number, if it is whole and fits.
    public var integer: Int? { number.flatMap(Int.init(exactly:)) }

    /// A member of an object; nil when this is no object or has none of that name.
    public subscript(key: String) -> JSON? { object?[key] }

    /// What kind of value this is, in the words of the JSON standard.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Object(elements.map { Object.Member(key: $0.0, value: $0.1) }))
    }
}
