/// The pieces a text is read in: each Han character, each run of letters, each run of digits, each
/// mark; blanks part them and are no tokens.
struct Token {
    var start: Int32
    var end: Int32
    var kind: Scalars.Kind
    /// Of its scalars.
    var hash: UInt64
}

struct Tokens {
    private(set) var all: [Token] = []

    init(_ text: NormalText) {
        all.reserveCapacity(text.count)
        text.scalars.withUnsafeBufferPointer { scalars in
            var place = 0
            while place < scalars.count {
                let start = place
                let kind = Scalars.kind(scalars[place])
                var hash = Hash.start(scalars[place])
                place += 1
                if kind == .space { continue }
                if kind == .letter || kind == .digit {
                    while place < scalars.count {
                        let isApostrophe =
                            scalars[place] == 0x27 && kind == .letter && place + 1 < scalars.count
                            && Scalars.kind(scalars[place + 1]) == .letter
                        guard isApostrophe || Scalars.kind(scalars[place]) == kind else { break }
                        hash = Hash.add(hash, UInt64(scalars[place]))
                        place += 1
                    }
                }
                all.append(Token(start: Int32(start), end: Int32(place), kind: kind, hash: hash))
            }
        }
    }
}

/// One multiplicative hash for all n-grams; equal on every machine.
enum Hash {
    @inline(__always)
    static func start(_ scalar: UInt32) -> UInt64 { add(0x9E37_79B9_7F4A_7C15, UInt64(scalar)) }

    @inline(__always)
    static func add(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        var mixed = (hash ^ value) &* 0xD6E8_FEB8_6659_FD93
        mixed ^= mixed >> 32
        return mixed &* 0xD6E8_FEB8_6659_FD93
    }
}
