export default function Page() {
  return <h1>the first page</h1>;
}
