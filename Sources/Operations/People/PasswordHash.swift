/// The scrypt hash of a password with the parameters it was made with, so that the cost can rise
/// while old hashes still open.
struct PasswordHash: Hashable, Sendable {
    let rounds: Int
    let blockSize: Int
    let parallelism: Int
    let salt: [UInt8]
    let key: [UInt8]

    /// `scrypt:32768:8:1:SALT:KEY`
    var stored: String {
        "scrypt:\(rounds):\(blockSize):\(parallelism):\(salt.hexadecimal):\(key.hexadecimal)"
    }

    init(rounds: Int, blockSize: Int = 8, parallelism: Int = 1, salt: [UInt8], key: [UInt8]) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.key = key
    }

    init?(stored text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
            let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = [UInt8](hexadecimal: parts[4]), let key = [UInt8](hexadecimal: parts[5])
        else { return nil }
        self.init(
            rounds: rounds, blockSize: blockSize, parallelism: parallelism, salt: salt, key: key)
    }

    /// A hash that no password has: an unknown login costs as much time as a known one.
    static func ofNobody(_ cost: PasswordCost) -> PasswordHash {
        PasswordHash(
            rounds: cost.rounds, salt: [UInt8](repeating: 0, count: 16),
            key: [UInt8](repeating: 0, count: 32))
    }

    func isCheaper(than cost: PasswordCost) -> Bool { rounds < cost.rounds }
}
