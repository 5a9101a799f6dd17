import CryptoExtras
import Dispatch
import Foundation
import Synchronization

/// Hashes and compares passwords, off the cooperative pool and at most two at once: each takes
/// 32 MiB, and a flood of sign-ins must not take the machine.
enum Passwords {
    private static let queues = [
        DispatchQueue(label: "nuo.passwords.1"), DispatchQueue(label: "nuo.passwords.2"),
    ]
    private static let turn = Atomic<Int>(0)

    static func hash(
        _ password: String, salt: [UInt8], cost: PasswordCost
    ) async throws -> PasswordHash {
        let empty = PasswordHash(rounds: cost.rounds, salt: salt, key: [])
        let key = try await derive(password, empty, count: 32)
        return PasswordHash(rounds: cost.rounds, salt: salt, key: key)
    }

    static func matches(_ password: String, _ hash: PasswordHash) async throws -> Bool {
        let key = try await derive(password, hash, count: hash.key.count)
        guard key.count == hash.key.count else { return false }
        // The time tells nothing about where the first difference is.
        return zip(key, hash.key).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(
        _ password: String, _ hash: PasswordHash, count: Int
    ) async throws -> [UInt8] {
        // The same letters may be typed composed or not, depending on the keyboard.
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let place = turn.wrappingAdd(1, ordering: .relaxed).newValue & 1
        return try await withCheckedThrowingContinuation { continuation in
            queues[place].async {
                continuation.resume(
                    with: Result {
                        try KDF.Scrypt.deriveKey(
                            from: bytes, salt: hash.salt, outputByteCount: count,
                            rounds: hash.rounds, blockSize: hash.blockSize,
                            parallelism: hash.parallelism
                        ).withUnsafeBytes { Array($0) }
                    })
            }
        }
    }
}
