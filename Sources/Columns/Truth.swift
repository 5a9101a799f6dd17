/// False, unknown and true as 0, 1, 2: then Kleene's `and` is the smaller, `or` the larger and
/// `not` the mirror image, and whole chunks are combined without a branch.
enum Truth {
    static let no: UInt8 = 0
    static let unknown: UInt8 = 1
    static let yes: UInt8 = 2

    static func of(_ value: Bool?) -> UInt8 {
        switch value {
        case .some(true): yes
        case .some(false): no
        case .none: unknown
        }
    }
}
