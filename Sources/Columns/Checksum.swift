/// Tells whether bytes are those that were written: against damage, not against ill will. Each
/// word goes through steps that can be undone, so that no other word in its place leads to the
/// same sum; four words at a time, because one multiplication need not wait for another then.
enum Checksum {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Parameter seed: the same bytes in another place have another sum.
    static func of(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            func word(_ place: Int) -> UInt64 {
                bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            }
            var (a, b, c, d) = (seed, seed &+ 1, seed &+ 2, seed &+ 3)
            var place = 0
            while place + 32 <= bytes.count {
                a = step(a, word(place))
                b = step(b, word(place + 8))
                c = step(c, word(place + 16))
                d = step(d, word(place + 24))
                place += 32
            }
            var sum = step(step(step(step(UInt64(bytes.count), a), b), c), d)
            while place < bytes.count {
                sum = step(sum, UInt64(bytes[place]))
                place += 1
            }
            return sum
        }
    }

    @inline(__always)
    private static func step(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = (sum ^ word) &* factor
        return mixed ^ (mixed &>> 29)
    }
}
