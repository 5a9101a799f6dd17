import ArgumentParser
import Base
import Foundation
import SQL

/// How a command ends: one clear sentence on standard error and a code that scripts can tell apart.
enum Ending {
    /// sysexits.h: 65 data, 69 unavailable, 73 cannot create, 70 internal.
    static func clear(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let stop as Stop {
            throw fail(stop.description, 73)
        } catch let error as DatabaseError {
            throw fail(error.message, error.kind == .unwritable ? 73 : 69)
        } catch let refusal as Refusal {
            throw fail(Phrases.sentence(refusal), 65)
        }
    }

    static func fail(_ sentence: String, _ code: Int32) -> ExitCode {
        FileHandle.standardError.write(Data("nuo: \(sentence)\n".utf8))
        return ExitCode(code)
    }

    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }
}

/// Whether the server can listen where it is told to, asked before anything else is opened.
enum Port {
    static func check(_ settings: Settings) throws {
        guard settings.port != 0 else { return }
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(settings.port).bigEndian
        guard inet_pton(AF_INET, settings.host, &address.sin_addr) == 1 else { return }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let reason = errno
            throw Stop(
                reason == EACCES
                    ? "Port \(settings.port) needs more rights; choose one above 1023 with PORT."
                    : "Port \(settings.port) is busy; choose another with PORT or --port.")
        }
    }
}
