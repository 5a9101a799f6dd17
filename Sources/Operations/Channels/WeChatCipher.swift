import Base
import Crypto
import CryptoExtras
import Foundation

/// Signatures and encryption of callbacks, the same for WeCom and WeChat official accounts
/// (消息加解密说明): SHA-1 over the sorted parts, AES-256-CBC with the key's own beginning as vector,
/// padded to 32 bytes; inside 16 bytes of chance, the length, the message and the receiver's id.
struct WeChatCipher {
    private let key: SymmetricKey
    private let vector: AES._CBC.IV
    private let receiver: String

    /// - Parameters:
    ///   - aesKey: 43 letters and figures.
    ///   - receiver: the corporation's or the app's id, which must stand in every message.
    init?(aesKey: String, receiver: String) {
        guard let bytes = Data(base64Encoded: aesKey + "="), bytes.count == 32 else { return nil }
        do {
            vector = try AES._CBC.IV(ivBytes: Array(bytes.prefix(16)))
        } catch {
            return nil
        }
        key = SymmetricKey(data: bytes)
        self.receiver = receiver
    }

    static func signature(_ parts: [String]) -> String {
        Array(Insecure.SHA1.hash(data: Array(parts.sorted().joined().utf8))).hexadecimal
    }

    /// Whether the other side has signed these parts; how long the look takes tells nothing.
    static func holds(_ signature: String?, _ parts: [String]) -> Bool {
        let own = Array(WeChatCipher.signature(parts).utf8)
        let other = Array((signature ?? "").lowercased().utf8)
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// - Returns: nil for what was not encrypted for us.
    func decrypt(_ text: String) -> [UInt8]? {
        guard let sealed = Data(base64Encoded: text), !sealed.isEmpty,
            sealed.count.isMultiple(of: 16), sealed.count <= 1 << 20
        else { return nil }
        let bytes: [UInt8]
        do {
            bytes = Array(
                try AES._CBC.decrypt(sealed, using: key, iv: vector, noPadding: true))
        } catch {
            return nil
        }
        let padding = Int(bytes.last ?? 0)
        guard (1...32).contains(padding), bytes.count >= padding + 20 else { return nil }
        let content = bytes.dropLast(padding)
        let length = content[16..<20].reduce(0) { $0 << 8 | Int($1) }
        guard length <= content.count - 20 else { return nil }
        guard String(decoding: content[(20 + length)...], as: UTF8.self) == receiver else {
            return nil
        }
        return Array(content[20..<(20 + length)])
    }

    /// As the other side encrypts it.
    func encrypt(_ message: [UInt8], chance: [UInt8]) throws -> String {
        precondition(chance.count == 16, "16 bytes of chance come first")
        let length = UInt32(message.count)
        var bytes = chance
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes += message + Array(receiver.utf8)
        let padding = 32 - bytes.count % 32
        bytes += [UInt8](repeating: UInt8(padding), count: padding)
        return try AES._CBC.encrypt(bytes, using: key, iv: vector, noPadding: true)
            .base64EncodedString()
    }
}

/// The flat XML of callbacks: one element with elements of text. No declaration, no entity but the
/// five, no attribute, nothing that reads from elsewhere.
enum FlatXML {
    private static let most = 256 << 10

    /// - Returns: name → text; nil for what is no such thing.
    static func read(_ bytes: [UInt8]) -> [String: String]? {
        guard bytes.count <= most, let text = String(validating: bytes, as: UTF8.self),
            !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY"),
            let start = text.firstRange(of: "<xml>"), let end = text.ranges(of: "</xml>").last,
            start.upperBound <= end.lowerBound
        else { return nil }
        var found: [String: String] = [:]
        var rest = text[start.upperBound..<end.lowerBound]
        while let open = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: ">") else { return nil }
            let name = String(rest[..<close])
            guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                return nil
            }
            rest = rest[rest.index(after: close)...]
            guard let (value, after) = value(rest, upTo: "</\(name)>") else { return nil }
            if found[name] == nil { found[name] = value }
            rest = after
        }
        return found
    }

    private static func value(
        _ rest: Substring, upTo ending: String
    ) -> (String, Substring)? {
        let inner = rest.drop(while: \.isWhitespace)
        if inner.hasPrefix("<![CDATA[") {
            let content = inner.dropFirst(9)
            guard let end = content.firstRange(of: "]]>") else { return nil }
            let after = content[end.upperBound...].drop(while: \.isWhitespace)
            guard after.hasPrefix(ending) else { return nil }
            return (String(content[..<end.lowerBound]), after.dropFirst(ending.count))
        }
        guard let end = rest.firstRange(of: ending) else { return nil }
        return (unescaped(rest[..<end.lowerBound]), rest[end.upperBound...])
    }

    private static func unescaped(_ text: Substring) -> String {
        var out = String(text)
        for (name, sign) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
        ] {
            out = out.split(separator: name, omittingEmptySubsequences: false).joined(
                separator: sign)
        }
        return out
    }
}
