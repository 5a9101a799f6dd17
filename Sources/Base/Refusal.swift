/// A request that cannot be carried out, in a way its sender can mend. The only error that domain
/// functions and operations throw on purpose; the web maps it once to HTTP and to words.
public struct Refusal: Error, Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The input is wrong: 422, or 400 where it cannot even be read.
        case unreadable, invalid
        /// Who asks is unknown, or may not.
        case signInNeeded, forbidden
        case notFound, gone
        /// The state does not allow it now.
        case conflict
        case tooLarge, tooMany
    }

    /// One fault of the input and its place.
    public struct Fault: Hashable, Sendable {
        /// Where: `answers.score`, `items[3].scale`, `row 12, column "age"`.
        public let path: String
        /// Key of the sentence in the language files, such as `fault.outOfRange`.
        public let code: String
        /// What the sentence's slots are filled with.
        public let values: [String: String]

        public init(_ path: String, _ code: String, _ values: [String: String] = [:]) {
            self.path = path
            self.code = code
            self.values = values
        }
    }

    public let kind: Kind
    /// Key of the sentence in the language files, such as `refusal.linkClosed`.
    public let code: String
    public let values: [String: String]
    public let faults: [Fault]

    public init(
        _ kind: Kind, _ code: String, _ values: [String: String] = [:], faults: [Fault] = []
    ) {
        self.kind = kind
        self.code = code
        self.values = values
        self.faults = faults
    }

    /// Input with faults, each named.
    public static func invalid(_ faults: [Fault]) -> Refusal {
        Refusal(.invalid, "invalidInput", faults: faults)
    }

    public static func invalid(
        _ path: String, _ code: String, _ values: [String: String] = [:]
    ) -> Refusal {
        .invalid([Fault(path, code, values)])
    }
}
