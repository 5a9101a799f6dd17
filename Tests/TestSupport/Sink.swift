public import Base
import Foundation
public import Post

/// The mail and web server of Tests/Sink, which counts, drops and refuses on command; alive as
/// long as this value.
public final class Sink: Sendable {
    public let smtpPort: Int
    public let httpPort: Int
    public let imapPort: Int
    private let process: Process
    private let input: Pipe

    /// - Parameter certificate: files of a certificate and its key, for STARTTLS.
    public init(certificate: (file: String, key: String)? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Project.root + "/Tests/Sink/sink.py"]
        if let certificate {
            process.arguments? += [
                "--certificate", certificate.file, "--key", certificate.key,
            ]
        }
        let (input, output) = try Spawning.alone {
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            return (input, output)
        }
        (self.process, self.input) = (process, input)
        var line = Data()
        while !line.contains(0x0A) {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            line += part
        }
        let ports = try JSON(parsing: Array(line))
        smtpPort = ports["smtp"]?.integer ?? 0
        httpPort = ports["http"]?.integer ?? 0
        imapPort = ports["imap"]?.integer ?? 0
    }

    deinit { process.terminate() }

    public static let addresses = AddressGuard(allowed: ["127.0.0.1", "localhost"])

    public var url: String { "http://127.0.0.1:\(httpPort)" }

    public func server(
        _ security: MailServer.Security = .none, user: String? = nil, password: String? = nil,
        authorityFile: String? = nil
    ) -> MailServer {
        MailServer(
            host: security == .none ? "127.0.0.1" : "localhost", port: smtpPort,
            security: security, user: user, password: password, authorityFile: authorityFile)
    }

    public func control(_ wishes: JSON) async throws { _ = try await call("/control", wishes) }
    public func reset() async throws { _ = try await call("/reset", [:]) }
    public func stats() async throws -> JSON { try await call("/stats") }
    /// What came, as `to` and `text`.
    public func messages() async throws -> [JSON] { try await call("/messages").array ?? [] }
    public func calls() async throws -> [JSON] { try await call("/calls").array ?? [] }

    public func count(_ name: String) async throws -> Int {
        try await stats()[name]?.integer ?? -1
    }

    /// The mailbox of this server.
    public func mailbox(
        _ security: MailServer.Security = .none, password: String = "secret",
        authorityFile: String? = nil
    ) -> MailServer {
        MailServer(
            host: security == .none ? "127.0.0.1" : "localhost", port: imapPort,
            security: security, user: "nuo", password: password, authorityFile: authorityFile)
    }

    /// Puts a mail into the mailbox; its number there.
    @discardableResult
    public func arrive(_ mail: [UInt8]) async throws -> Int {
        try await call("/mailbox", bytes: mail)["number"]?.integer ?? 0
    }

    /// What was fetched and marked.
    public func mailboxOverview() async throws -> JSON { try await call("/mailbox") }
    public func renumberMailbox() async throws { _ = try await call("/mailbox/renumber", [:]) }

    private func call(_ path: String, _ body: JSON? = nil) async throws -> JSON {
        try await call(path, bytes: body?.bytes)
    }

    private func call(_ path: String, bytes: [UInt8]?) async throws -> JSON {
        let call = WebCall(bytes == nil ? "GET" : "POST", url + path, body: bytes ?? [])
        let answer = try await call.perform(addresses: Sink.addresses).get()
        return try JSON(parsing: answer.body)
    }
}
