use std::time::Instant;
use bytes::Bytes;
use http::Request;
use sellerdesk_host::*;
#[tokio::main]
async fn main() {
    let dir = std::env::args().nth(1).unwrap();
    for (name, reuse) in [("128/16", Reuse::default()), ("1/1", Reuse::never())] {
        for store in ["memory", "sqlite"] {
            let t = Instant::now();
            let mut o = Options::new(format!("{dir}/spin.toml"), format!("{dir}/cache"));
            o.reuse = reuse.clone();
            o.store = StoreSpec::parse(store).unwrap();
            let host = std::sync::Arc::new(Host::start(o).await.unwrap());
            let start = t.elapsed();
            for path in ["/instance", "/store/get?key=a", "/store/set?key=a&value=1"] {
                for c in [1usize, 16] {
                    let n = if path.contains("set") && store == "sqlite" { 300 } else { 3000 };
                    let t = Instant::now(); let cpu0 = cpu();
                    let tasks: Vec<_> = (0..c).map(|_| { let host = host.clone(); tokio::spawn(async move {
                        for _ in 0..n / c {
                            let r = Request::get(path).header("host", "a").body(Bytes::new()).unwrap();
                            assert_eq!(host.handle(r).await.unwrap().status(), 200);
                        }
                    })}).collect();
                    for t in tasks { t.await.unwrap(); }
                    println!("{name} {store} {path} c={c}: wall {:.0} cpu {:.0} us/request (start {start:?})", t.elapsed().as_micros() as f64 / n as f64, (cpu()-cpu0) * 10000.0 / n as f64);
                }
            }
        }
    }
}

fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap() }
